/** Invented publications of the demo. `items` are [headline, text]; every issue leads with another one. */
export interface Brand {
  readonly name: string;
  readonly address: string;
  readonly language: 'en' | 'es';
  readonly layout: 'magazine' | 'editorial' | 'shop' | 'digest';
  readonly colour: string;
  readonly accent: string;
  readonly tagline: string;
  readonly slug: string;
  readonly everyDays: number;
  readonly items: readonly (readonly [headline: string, text: string])[];
}

export const brands: readonly Brand[] = [
  {
    name: 'La Azotea',
    address: 'hola@laazotea.example.com',
    language: 'es',
    layout: 'magazine',
    colour: '#14532d',
    accent: '#f59e0b',
    tagline: 'Plantas, terrazas y vida al aire libre',
    slug: 'azotea',
    everyDays: 7,
    items: [
      [
        'Siete plantas que aguantan el poniente',
        'Cuando el viento de tierra seca hasta las ideas, estas siete especies siguen en pie: del lentisco a la siempreviva, con riego una vez por semana.',
      ],
      [
        'Cómo salvar un ficus que ha perdido las hojas',
        'No lo tires todavía. Rasca el tronco con la uña: si debajo está verde, hay esperanza. Luego, luz indirecta, poca agua y mucha paciencia.',
      ],
      [
        'El arte de no regar',
        'Regamos por culpa, por calor y por aburrimiento. Un palillo de madera y treinta segundos bastan para saber si de verdad hace falta.',
      ],
      [
        'Terrazas de dos metros: tres ejemplos reales',
        'Una huerta vertical, un rincón para leer y un invernadero plegable. Los tres caben donde antes había una bicicleta sin ruedas.',
      ],
      [
        'Compost sin olores en la cocina',
        'El secreto es el cartón. Una parte de restos por dos de cartón troceado, y el cubo deja de ser un tema de conversación.',
      ],
      [
        'Bulbos que se plantan ahora',
        'Narcisos, muscaris y anémonas. A dos veces su altura, la punta hacia arriba y a olvidarse de ellos hasta febrero.',
      ],
      [
        'Pulgón: jabón antes que veneno',
        'Una cucharada de jabón potásico por litro, al atardecer y tres días seguidos. Las mariquitas hacen el resto.',
      ],
      [
        'La maceta perfecta no existe',
        'Barro para el romero, plástico para los helechos, fibra para viajar. Comparamos doce y las hemos tirado todas por la escalera.',
      ],
      [
        'Calendario de poda para despistados',
        'Si florece en primavera, espera a que acabe; si florece en verano, a finales del invierno. Y el olivo, cuando el olivo diga.',
      ],
    ],
  },
  {
    name: 'Trenes y Rincones',
    address: 'boletin@trenesyrincones.example.com',
    language: 'es',
    layout: 'editorial',
    colour: '#7f1d1d',
    accent: '#b91c1c',
    tagline: 'Viajar despacio por la península',
    slug: 'trenes',
    everyDays: 14,
    items: [
      [
        'De Zaragoza a Canfranc, ventanilla derecha',
        'Cuatro horas para doscientos kilómetros parecen una broma hasta que el tren entra en el valle. Llévate bocadillo: el bar de la estación abre cuando puede.',
      ],
      [
        'Cuenca en invierno, con guantes y sin colas',
        'Las casas colgadas están en el mismo sitio que en agosto, pero se oye el río. Dormimos en un convento con calefacción generosa.',
      ],
      [
        'La línea que bordea el Miño',
        'Entre Ourense y Vigo, el agua va a un palmo de la vía. Bájate en Arbo si es época de lamprea, y en cualquier otra si no te gusta.',
      ],
      [
        'Soria, la pura',
        'Nadie pasa por Soria: hay que ir. Una ermita mozárabe con una palmera dentro, torreznos serios y un cielo que parece recién pintado.',
      ],
      [
        'Andenes con buena sombra',
        'Hemos hecho una lista de estaciones donde da gusto esperar. Ganan las que conservaron los plátanos y el reloj.',
      ],
      [
        'Un cuaderno para el Algarve',
        'El regional de Lagos a Vila Real tarda lo que tarda. Higos, salinas, azulejos rotos y una cantina en la que el menú lo recitan.',
      ],
      [
        'Mérida al anochecer',
        'Cuando se van los autobuses, el teatro se queda con las cigüeñas. El tren de las 21:40 pita al entrar en la curva.',
      ],
      [
        'Tres noches en el Matarraña',
        'No hay tren, lo confesamos. Hay un autobús los martes y un señor, Blas, que recoge viajeros si se le llama antes de comer.',
      ],
    ],
  },
  {
    name: 'Ferretería Montalbán',
    address: 'ofertas@montalban.example.com',
    language: 'es',
    layout: 'shop',
    colour: '#1e3a8a',
    accent: '#ea580c',
    tagline: 'Desde 1957 resolviendo chapuzas',
    slug: 'montalban',
    everyDays: 10,
    items: [
      [
        'Taladro de percusión de 18 V',
        'Con dos baterías y maletín. Atraviesa el hormigón de las casas de los sesenta sin despertar a los vecinos (bueno, a casi ninguno).',
      ],
      [
        'Juego de 32 destornilladores',
        'Los de relojero también. El imán de la punta es fuerte: no lo acerques al reloj que quieres arreglar.',
      ],
      [
        'Manguera que no se enreda',
        'Veinticinco metros, triple malla, diez años de garantía. La hemos pisado, doblado y helado.',
      ],
      ['Pintura antihumedad, 4 litros', 'Blanca de verdad. Una mano para tapar, dos para dormir tranquilo.'],
      [
        'Escalera telescópica de 3,20 m',
        'Cabe detrás de una puerta. Peldaños con seguro y tapas de goma que no marcan el suelo.',
      ],
      [
        'Lijadora orbital con bolsa',
        'El polvo, a la bolsa y no a las cortinas. Incluye quince discos de tres granos.',
      ],
      [
        'Tendedero de pared plegable',
        'Once metros de cuerda en una caja de cuarenta centímetros. Se monta con cuatro tacos, que regalamos.',
      ],
      [
        'Guantes de poda con puño alto',
        'Rosales, zarzas y gatos ajenos. Piel por dentro, lona por fuera, tallas de la 7 a la 11.',
      ],
      [
        'Candado para bici, nivel 14',
        'Pesa casi dos kilos, y eso es bueno. Tres llaves numeradas y copia con tarjeta.',
      ],
    ],
  },
  {
    name: 'El Resumen de las Ocho',
    address: 'resumen@lasocho.example.com',
    language: 'es',
    layout: 'digest',
    colour: '#0f172a',
    accent: '#0369a1',
    tagline: 'Cinco minutos y a la calle',
    slug: 'ocho',
    everyDays: 3,
    items: [
      [
        'El puerto tendrá tranvía en 2028',
        'La línea, de 7,4 km, sale a concurso este mes. El trazado evita la lonja después de tres años de alegaciones.',
      ],
      [
        'Vuelven las garzas a la Albufera',
        'El recuento de este año suma 412 parejas, el mejor dato desde que hay registros. Los arrozales inundados han ayudado.',
      ],
      [
        'La biblioteca abre los domingos',
        'Prueba de seis meses con horario de diez a dos. Si van más de doscientas personas por jornada, se queda.',
      ],
      [
        'Sube el pan, baja el aceite',
        'La barra media pasa de 1,05 a 1,12 euros; el litro de aceite cae por tercer mes seguido. Los hornos culpan a la luz.',
      ],
      [
        'Un barrio sin coches, visto por los niños',
        'Un instituto midió el ruido antes y después: once decibelios menos y dos porterías pintadas en el asfalto.',
      ],
      [
        'La Orquesta estrena sede provisional',
        'Tocará en el antiguo mercado mientras duren las obras del auditorio. La acústica, dicen, mejora con abrigos.',
      ],
      [
        'Lluvia, por fin, y bien repartida',
        'Entre 18 y 40 litros por metro cuadrado en la comarca. Los pantanos ganan dos puntos y los paraguas, prestigio.',
      ],
      [
        'El alquiler, primera bajada en seis años',
        'Un 1,3 % menos que hace un año, según el registro de fianzas. Los sindicatos piden cautela; las agencias, también.',
      ],
      [
        'Cierran las taquillas de la estación',
        'Los billetes se venderán en máquina y en el estanco. La asociación de mayores ya ha recogido dos mil firmas.',
      ],
      [
        'Récord de visitas al jardín botánico',
        'El ginkgo del fondo amarilleó en una sola noche y hubo colas para verlo. Este año habrá horario de tarde.',
      ],
    ],
  },
  {
    name: 'Plain Pages',
    address: 'letters@plainpages.example.com',
    language: 'en',
    layout: 'editorial',
    colour: '#1f2937',
    accent: '#9d174d',
    tagline: 'One essay, once a fortnight',
    slug: 'plain',
    everyDays: 14,
    items: [
      [
        'In praise of the second draft',
        'The first draft is for the writer, the second for the reader. Between the two lies a night of sleep, and most of what we call style.',
      ],
      [
        'What the ferry taught me about waiting',
        'There is one boat, it leaves when it is full, and nobody on the quay looks at a watch. After three days I had stopped too.',
      ],
      [
        "My grandmother's index cards",
        'She had catalogued every jar in the cellar, including the empty ones. Under "misc." we found the letters.',
      ],
      [
        'On reading maps for pleasure',
        'A map is a story with all its endings visible. I follow the contour lines with a finger and walk for an hour without shoes.',
      ],
      [
        'The last typewriter repairman in town',
        'He keeps two hundred machines and no telephone. "If it is broken, they come," he says, and they do.',
      ],
      [
        'A small theory of soup',
        'Everything improves with time except what you were waiting for. Soup is the exception, which is why we trust it.',
      ],
      [
        'How to lose an argument well',
        'Say the other side better than they did. Then pause. It is astonishing how often there is nothing left to add.',
      ],
      [
        'Night trains, again',
        'Somewhere after the border the conductor knocks, apologises in three languages and takes away the passports of people who are dreaming.',
      ],
    ],
  },
  {
    name: 'Kettle & Crumb',
    address: 'hello@kettleandcrumb.example.com',
    language: 'en',
    layout: 'shop',
    colour: '#78350f',
    accent: '#059669',
    tagline: 'Tea, bread and things that steam',
    slug: 'kettle',
    everyDays: 9,
    items: [
      [
        'Smoked black tea, 100 g',
        'Pine smoke, a hint of prune, and the feeling that it is raining outside even when it is not.',
      ],
      [
        'The heavy bread tin',
        'Two kilos of cast iron with a lid. It makes the crust your oven has been hiding from you.',
      ],
      [
        'Sourdough starter, dried',
        'Her name is Agnes, she is nineteen years old and she wakes up within two days.',
      ],
      [
        'Enamel kettle, 1.4 l',
        'It does not whistle, it clears its throat. In cream, moss and the blue of old post vans.',
      ],
      [
        'Linen tea towels, set of three',
        'They get better with every wash, which is more than can be said of us.',
      ],
      [
        'Wild fennel biscuits',
        'Baked on Tuesdays, gone by Thursdays. Keep the tin: it is the right size for buttons.',
      ],
      [
        'Hand-turned rolling pin',
        'Pear wood, no handles, a slight belly in the middle. You will find out why.',
      ],
      [
        'Green tea from the shaded field',
        'Twenty days under straw mats make it sweet. Water at sixty degrees, ninety seconds, no talking.',
      ],
      [
        'Proofing basket, oval',
        'Rattan from certified forests, with a linen cover. Dust it, do not wash it.',
      ],
    ],
  },
  {
    name: 'Wheel Weekly',
    address: 'desk@wheelweekly.example.com',
    language: 'en',
    layout: 'digest',
    colour: '#052e16',
    accent: '#16a34a',
    tagline: 'City cycling, in ten lines',
    slug: 'wheel',
    everyDays: 7,
    items: [
      [
        'Rotterdam closes the gap on the south bank',
        'The missing 600 metres opened on Monday. Counters saw 9,200 bikes on the first day and one proud swan.',
      ],
      [
        'Child seats: the new rules in short',
        'Rear-facing below nine months, helmet recommended, and the foot guards are no longer optional.',
      ],
      [
        'Why your brakes sing in autumn',
        'Leaf oil on the rim. Isopropyl alcohol, a clean cloth, and the concert is over.',
      ],
      [
        'Paris counts more bikes than cars',
        'On a third of the measured streets, at rush hour. The study also counted scooters, and gave up.',
      ],
      [
        'A lock test with an angle grinder',
        'Eleven locks, two survived the minute. The cheapest of the two costs less than a week of bus tickets.',
      ],
      [
        'Cargo bikes for rent by the hour',
        'Forty-two stations, first hour free with a library card. The council expects 300 trips a day.',
      ],
      [
        'Winter tyres: worth it?',
        'Below seven degrees the softer rubber stops two metres earlier from 25 km/h. Two metres is a car door.',
      ],
      [
        'How to carry a cello',
        'A reader from Leeds sent photos. Straps, foam, a low trailer, and a bow tied to the mudguard.',
      ],
      [
        'The shortest cycle street in Europe',
        'Eighteen metres, with its own sign, its own ribbon and a mayor who rode it twice.',
      ],
    ],
  },
  {
    name: 'The Studio Almanac',
    address: 'almanac@studioalmanac.example.com',
    language: 'en',
    layout: 'magazine',
    colour: '#312e81',
    accent: '#db2777',
    tagline: 'Places, people and the space between',
    slug: 'almanac',
    everyDays: 12,
    items: [
      [
        'A schoolyard that drinks the rain',
        'Ten centimetres lower in the middle, and the storm of August stayed on site. The frogs arrived in the second week.',
      ],
      [
        'Benches are policy',
        'How long a bench lets you stay says what a city thinks of you. We sat on forty of them, with a stopwatch.',
      ],
      [
        'The colour of street lamps at 2 a.m.',
        'Amber keeps moths alive and drivers awake. A town of nine thousand switched in one night; nobody complained.',
      ],
      [
        'Interview: the woman who draws kerbs',
        '"Everybody steps over my work, and nobody trips. That is the review I want."',
      ],
      [
        'Market halls, after the market',
        'A library, a boxing club, a swimming pool. Five halls that kept the smell of oranges.',
      ],
      [
        'Shade as infrastructure',
        'Trees take twenty years, sails take an afternoon. Seville does both and measures four degrees.',
      ],
      [
        'Drawing from memory: a workshop',
        'Put the phone away, walk around the block, sit down and draw it. The mistakes are the map of your attention.',
      ],
      [
        'What a staircase costs',
        'Less than a lift, more than a ramp, and the heart rate is free. Numbers from six public buildings.',
      ],
      [
        'Quiet materials',
        'Cork, felt, rammed earth. We held a sound meter in nine entrance halls and whispered the results.',
      ],
    ],
  },
];
