import type { SeedThread } from './types';

/** Conversations in Spanish, oldest mail first. `gapHours` is the time from one mail to the next. */
export const threadsEs: readonly SeedThread[] = [
  {
    mailbox: 'Projects/Garden',
    subject: 'Riego por goteo para los bancales nuevos',
    ageHours: 90,
    gapHours: 7,
    mails: [
      [
        'amparo',
        'Hola, Robin:\n\nYa tenemos los tres bancales nuevos llenos de tierra. Ahora falta decidir el riego. Yo tiraría una línea de goteo por bancal, con un programador en el grifo de la caseta, que el verano pasado perdimos media cosecha por olvidarnos un fin de semana.\n\n¿Te encargas tú de mirar precios?\n\nAmparo',
      ],
      [
        'me',
        'Hola, Amparo:\n\nMe parece muy bien. He medido esta mañana: 4,20 m cada bancal y unos 11 m desde el grifo hasta el más lejano. Con tubo de 16 mm y goteros cada 30 cm nos sobra. Pregunto en el vivero y os digo.\n\nRobin',
      ],
      [
        'joaquin',
        'Buenas tardes:\n\nDe tubo de 16 con gotero integrado tengo un rollo de 50 m por 23 €. Los programadores sencillos, de pila, van a 31 €; el que se maneja con el móvil, 58 €, pero en la huerta la cobertura es la que es.\n\nSi pasáis el sábado os lo dejo apartado.\n\nJoaquín',
      ],
      [
        'amparo',
        'El de pila, sin duda. El del móvil acabaría regando a la vecina.\n\nPropongo pagarlo del fondo común: quedan 112 € después de comprar el mantillo.',
      ],
      [
        'me',
        '¡De acuerdo! Paso yo el sábado a las diez con la furgoneta. Si alguien quiere más plantel de tomate, que me lo diga antes del viernes.',
      ],
      [
        'joaquin',
        'Apartado queda a nombre de los huertos. Os meto también una docena de codos, que siempre faltan. Si no los usáis, me los devolvéis.',
      ],
    ],
  },
  {
    mailbox: 'Familia',
    subject: 'Comida del domingo',
    ageHours: 30,
    gapHours: 3,
    mails: [
      [
        'mama',
        'Hijos, este domingo hago arroz al horno. ¿Cuántos somos? Que luego falta o sobra y siempre es culpa mía.\n\nBesos,\nmamá',
      ],
      [
        'pablo',
        'Nosotros, cuatro. Llevo el postre, pero no me pidáis que lo haga yo: lo compro en la pastelería de la esquina y todos contentos.',
      ],
      [
        'me',
        'Yo voy con Nora. Llegaremos un poco justos porque ella tiene partido a las doce. Llevo vino y la silla que os debía desde Navidad.',
      ],
      [
        'papa',
        'La silla se ha echado mucho de menos. Traed también hambre, que vuestra madre ha comprado para un regimiento.',
      ],
      [
        'mama',
        'Ni caso a vuestro padre. Somos nueve con la tía Rosario. A las dos en la mesa, y el que llegue tarde come socarrat frío.',
      ],
    ],
  },
  {
    mailbox: 'Familia',
    subject: 'Las fotos del bautizo de Leo',
    ageHours: 2_200,
    gapHours: 20,
    mails: [
      [
        'rosario',
        'Robin, cariño, ¿me puedes mandar las fotos del bautizo? En el teléfono no me caben y la niña de la tienda dice que las puede pasar a papel.',
      ],
      [
        'me',
        'Claro, tía. Son muchas, así que te he elegido las treinta mejores. Sales guapísima en la del patio con la abuela.',
      ],
      [
        'rosario',
        'Ay, esa la quiero grande. ¿Y la del niño con el dedo en la tarta? Esa también, que se la llevo a mi vecina Encarna.',
      ],
      [
        'me',
        'Te las imprimo yo aquí, que me sale barato, y te las llevo el domingo en un sobre. La de la tarta, por duplicado.',
      ],
    ],
  },
  {
    mailbox: 'INBOX',
    subject: 'Gotera en el baño pequeño',
    ageHours: 160,
    gapHours: 14,
    mails: [
      [
        'me',
        'Buenos días, Vicente:\n\nDesde ayer hay una mancha de humedad en el techo del baño pequeño, justo debajo de la ducha de los vecinos. Crece despacio, pero crece. ¿Puede venir alguien a verlo?\n\nGracias,\nRobin',
      ],
      [
        'casero',
        'Buenos días. He hablado con la vecina del tercero y dice que su ducha pierde desde hace unos días. Mando al fontanero el jueves por la mañana, si a usted le viene bien.\n\nVicente Aparici',
      ],
      ['me', 'El jueves perfecto, estaré en casa hasta las once y media. He puesto un cubo, por si acaso.'],
      [
        'casero',
        'El fontanero me confirma que era la junta del desagüe. Ya está cambiada. Hay que esperar diez días a que seque y entonces se pinta. La pintura corre de mi cuenta, faltaría más.',
      ],
      ['me', 'Muchas gracias por la rapidez. Le aviso cuando el techo esté seco.'],
    ],
  },
  {
    mailbox: 'Archive',
    subject: 'Excursión al planetario: hacen falta dos familias',
    ageHours: 900,
    gapHours: 9,
    mails: [
      [
        'tutora',
        'Estimadas familias:\n\nEl día 14 vamos al planetario con 4.º B. Necesitamos a dos personas que acompañen al grupo desde las 9:15 hasta la hora de comer. Quien pueda, que conteste a este correo, por favor.\n\nBegoña Larrañaga, tutora de 4.º B',
      ],
      [
        'me',
        'Hola, Begoña:\n\nPuedo acompañaros yo. Ese día no tengo reuniones y Nora está entusiasmada con Saturno desde que vio los anillos por el telescopio de su abuelo.\n\nRobin',
      ],
      [
        'nuria',
        'Yo también puedo, si me aseguráis que la vuelta es antes de las dos. Por la tarde abro la tienda.',
      ],
      [
        'tutora',
        'Fantástico, ya sois dos. La vuelta está prevista a las 13:20. Os paso la lista de alergias en un correo aparte. ¡Mil gracias!',
      ],
      ['me', 'Apuntado. Llevo botiquín y una bolsa grande para los abrigos que se olvidan.'],
    ],
  },
  {
    mailbox: 'Archive',
    subject: 'Presupuesto de la memoria del jardín seco',
    ageHours: 1_500,
    gapHours: 16,
    mails: [
      [
        'ines',
        'Robin, te paso los números de la memoria. He separado la plantación de la obra civil porque el ayuntamiento las paga de partidas distintas. Mira sobre todo el capítulo 3: la grava ha subido un 8 % desde enero.\n\nInés',
      ],
      [
        'me',
        'Lo he leído entero. De acuerdo con separar. En el capítulo 3 yo cambiaría la grava blanca por zahorra de la cantera de aquí: es más barata y no deslumbra en agosto.',
      ],
      [
        'ines',
        'Buena idea. Con la zahorra bajamos 2.340 € y nos caben los dos bancos de sombra que pedía el barrio. ¿Lo dejo así?',
      ],
      [
        'me',
        'Déjalo así. Y añade una línea para el riego de implantación de los dos primeros veranos, que sin eso no arraiga nada.',
      ],
      ['ines', 'Hecho. Total: 47.815 €, IVA aparte. Lo firmo y lo subo al registro mañana a primera hora.'],
      [
        'maya',
        'Great work, both. I can follow the Spanish well enough to see that the benches are back. Very happy about that.',
      ],
    ],
  },
  {
    mailbox: 'INBOX',
    subject: '¿Quedamos para subir al Montgó?',
    ageHours: 52,
    gapHours: 5,
    mails: [
      [
        'nuria',
        'Este sábado dan buen tiempo y poco viento. ¿Subimos al Montgó por la cara norte? Si salimos a las siete, a la una estamos comiendo en el puerto.',
      ],
      ['me', 'Me apunto. Las siete es una hora que no existe, pero haré un esfuerzo. ¿Llevo el coche yo?'],
      [
        'nuria',
        'Llévalo tú, que el mío hace un ruido que no me gusta nada. Pablo dice que viene si le esperamos a tomar café.',
      ],
      [
        'pablo',
        'Confirmo: sin café no hay cumbre. A las 6:50 estoy en tu portal, y llevo bocadillos de tortilla para todos.',
      ],
      ['me', 'Trato hecho. Frontal, agua y crema. El que se olvide del gorro lleva mi mochila a la bajada.'],
    ],
  },
  {
    mailbox: 'Familia',
    subject: 'El móvil de papá',
    ageHours: 340,
    gapHours: 4,
    mails: [
      [
        'mama',
        'Tu padre ha vuelto a poner el móvil en inglés y no sabe cómo lo ha hecho. Ahora le habla una señora. ¿Qué tocamos?',
      ],
      [
        'me',
        'Ajustes (la ruedecita), luego «System», luego «Languages», y arrastrad «Español» hasta arriba. La señora se va en cuanto quitéis «TalkBack» en accesibilidad.',
      ],
      ['papa', 'Arreglado. La señora era muy amable, pero leía muy despacio los resultados del fútbol.'],
      ['mama', 'Gracias, hijo. Le he escondido los ajustes. No se lo digas.'],
    ],
  },
  {
    mailbox: 'Archive',
    subject: 'Semillas de tomate valenciano',
    ageHours: 4_300,
    gapHours: 30,
    mails: [
      [
        'joaquin',
        'Robin, me han llegado semillas de tomate valenciano de las de verdad, del agricultor de Alboraia que las guarda desde los setenta. ¿Queréis para los huertos?',
      ],
      [
        'me',
        '¡Sí, por favor! ¿Cuándo habría que sembrar? El año pasado nos precipitamos y se helaron las primeras.',
      ],
      [
        'joaquin',
        'A finales de enero, en semillero y bajo techo, con calor debajo si puede ser. Al bancal, después de San José y nunca antes.',
      ],
      ['amparo', 'Yo tengo sitio en la galería para cuatro bandejas. Me ofrezco de guardería de tomates.'],
      ['me', 'Entonces está hecho: Amparo cría, yo trasplanto y entre todos nos los comemos.'],
    ],
  },
  {
    mailbox: 'INBOX',
    subject: 'Documentos para la declaración trimestral',
    ageHours: 250,
    gapHours: 22,
    mails: [
      [
        'gestoria',
        'Buenos días:\n\nPara preparar el trimestre nos faltan dos facturas recibidas (ferretería y copistería) y el justificante de la cuota de autónomos de marzo. El plazo interno termina el viernes.\n\nUn saludo,\nGestoría Ferrándiz',
      ],
      [
        'me',
        'Buenos días. Adjunto la de la copistería. La de la ferretería la pido hoy, porque solo me dieron el tique.',
      ],
      ['gestoria', 'Recibida la de la copistería. Recuerde que el tique no vale: tiene que figurar su NIF.'],
      ['me', 'Ya la tengo, con NIF y todo. También va el justificante de la cuota.'],
      [
        'gestoria',
        'Completo. Le saldrá a ingresar una cantidad pequeña; le mandamos el borrador mañana para que lo revise con calma.',
      ],
    ],
  },
];
