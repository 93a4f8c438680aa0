import type { LetterTemplate } from './types';

/** Single mails in Spanish. `{a|b}` is a choice; each template is written several times, never twice alike. */
export const lettersEs: readonly LetterTemplate[] = [
  {
    from: 'mama',
    mailbox: 'Familia',
    subject: '{Lentejas|Croquetas|Caldo|Albóndigas} para {ti|la niña|el congelador}',
    text: 'Hola, {cariño|hijo mío|corazón}:\n\n{He hecho|Me han salido} {dos táperes|tres táperes|una olla} de más y {aquí no caben|tu padre no quiere verlos más|se van a perder}. {Pásate|Venid} {el martes|el jueves|mañana} {por la tarde|antes de cenar|cuando salgas} y te los llevas. Trae {los táperes vacíos|una bolsa|la fiambrera azul}, que {me estoy quedando sin ninguno|luego no vuelven}.\n\n{Un beso|Besos|Muchos besos},\nmamá',
  },
  {
    from: 'papa',
    mailbox: 'Familia',
    subject: '{La radio|El grifo|La persiana|El reloj de pared}',
    text: '{He arreglado|Creo que he arreglado|He desmontado} {la radio de la cocina|el grifo de la terraza|la persiana del salón|el reloj de tu abuelo} {con un muelle de bolígrafo|siguiendo un vídeo|en tres tardes}. {Sobran dos tornillos|Ha sobrado una arandela|No sobra nada, cosa rara}, pero {funciona|va mejor que antes|tu madre está contenta}. {¿Tú sabes|¿Te suena} si {todavía venden|en el polígono tienen} {fusibles de los antiguos|aceite del fino|juntas de media pulgada}?\n\nPapá',
  },
  {
    from: 'pablo',
    mailbox: 'INBOX',
    subject: '{Partido|Entradas|Pádel|Fútbol} del {viernes|sábado|domingo}',
    text: '{¿Qué pasa, tío?|Buenas.|Hermano:} {Nos falta uno|Somos impares|Se ha caído Marcos} para {el pádel|el fútbol sala|el frontón} del {viernes a las ocho|sábado a las diez|domingo a las once}. {Prometo|Te juro} que esta vez {no jugamos contra los de veinte años|reservo yo la pista|no hay penaltis}. {Luego|Después} {caña y bravas|almuerzo donde Paco|horchata}, que es {la parte importante|a lo que vamos}. ¿{Vienes|Cuento contigo|Te apunto}?',
  },
  {
    from: 'rosario',
    mailbox: 'Familia',
    subject: '{Recuerdos|Noticias|Unas letras} desde {Benasque|Teruel|Cudillero|Úbeda}',
    text: 'Querido sobrino:\n\n{Aquí estamos|Seguimos} {de maravilla|muertas de frío, pero felices|comiendo demasiado}. {Ayer|Esta mañana} {subimos al mirador|vimos la iglesia románica|fuimos al mercado} y {Encarna se compró otro sombrero|me acordé mucho de tu abuela|hice ochenta fotos, todas torcidas}. {Te llevo|Os llevo} {queso|miel de brezo|unas rosquillas|un botijo} {si llega vivo|si cabe en la maleta}. {Volvemos|Regresamos} {el lunes|el miércoles|a fin de mes}.\n\n{Un abrazo fuerte|Mil besos},\ntía Rosario',
  },
  {
    from: 'nuria',
    mailbox: 'INBOX',
    subject: '{Favor|Una cosa|Pregunta rápida}: {la bici|el taladro|las llaves|el gato}',
    text: '{Hola, guapo|Ey, Robin|Hola}:\n\n{¿Me prestas|¿Me dejas|¿Puedo usar} {el taladro|la bici de carga|la escalera grande} {este finde|el martes|un par de días}? {Estoy montando|Quiero colgar|Tengo que mover} {una estantería|el espejo de la tienda|seis macetas enormes} y {sola no puedo|mi cuñado se ha rajado|ya he roto dos brocas}. {A cambio|En pago} te {riego las plantas en agosto|invito a comer|cuido al gato cuando viajes}.\n\n{Núria|Un abrazo, Núria|N.}',
  },
  {
    from: 'nuria',
    mailbox: 'Archive',
    subject: '{Libro|Película|Exposición|Concierto} que te {va a gustar|debo|recomiendo}',
    text: '{Acabo de salir|Vengo} {del cine|del museo|de la librería} y {tenías razón|no me lo puedo creer|me acordé de ti}: {la última media hora|la sala de los mapas|el capítulo del faro} {vale por todo|es una maravilla|me dejó sin palabras}. {Quedan|Solo hay} {entradas para el jueves|dos ejemplares|tres semanas} más. {¿Vamos|¿Te animas|¿Lo vemos} {con Pablo|tú y yo|con los niños}? {Yo repito|Invito yo|Luego cenamos por allí}.',
  },
  {
    from: 'tutora',
    mailbox: 'INBOX',
    subject: '4.º B: {deberes|lectura|material|tutoría} de {esta semana|la semana que viene|octubre|mayo}',
    text: 'Estimadas familias:\n\n{Esta semana|La semana que viene|El próximo lunes} {empezamos|trabajaremos|terminamos} {las fracciones|el ciclo del agua|los verbos irregulares|la Edad Media}. {Conviene|Es importante|Les ruego} que {repasen las tablas|traigan una caja de zapatos|lean quince minutos al día|vengan con ropa cómoda}. {La tutoría|La hora de atención} es {los martes a las 16:30|los jueves de 9:00 a 10:00|con cita previa}.\n\n{Un cordial saludo|Saludos},\nBegoña Larrañaga',
  },
  {
    from: 'colegio',
    mailbox: 'INBOX',
    subject: '{Circular|Aviso|Información}: {comedor|vacaciones|biblioteca|fiesta de primavera|vacunación}',
    text: 'Apreciadas familias:\n\nLes informamos de que {el comedor|la biblioteca|el aula matinal|la secretaría} {cambiará de horario|permanecerá cerrado por obras|estrenará servicio} {a partir del día 3|durante la semana del 17|desde el lunes}. {Las solicitudes|Las inscripciones|Los justificantes} se {entregan en conserjería|envían por correo|presentan en la web} {hasta el viernes|antes del día 20|en un sobre cerrado}. {Rogamos puntualidad|Gracias por su colaboración|Disculpen las molestias}.\n\nLa secretaría del Colegio Los Almendros',
  },
  {
    from: 'ines',
    mailbox: 'INBOX',
    subject:
      '{Planos|Mediciones|Visita|Acta} de {la plaza del Olmo|el patio de la escuela|la rotonda norte|el parque de la Acequia}',
    text: '{Hola, Robin|Buenos días|Robin}:\n\n{He subido|Te dejo|Tienes} en la carpeta {los planos|las mediciones|el acta|las fotos} de {ayer|la visita del lunes|la última reunión}. {Fíjate sobre todo en|Revisa, por favor,|Lo único raro es} {la cota del alcorque 12|el encuentro con la acera|la pendiente del carril bici|la arqueta que nadie sabe de quién es}. {Si lo ves claro|Si te cuadra|En cuanto me digas}, {lo mando al ayuntamiento|cierro la versión B|llamo a la constructora} {hoy mismo|el jueves|antes de comer}.\n\n{Inés|Un saludo, Inés|Gracias, Inés}',
  },
  {
    from: 'ines',
    mailbox: 'Projects/Courtyard',
    subject: 'Obra: {retraso|entrega|muestra|poda} de {la grava|los plátanos|el pavimento|las luminarias}',
    text: '{Malas noticias|Buenas noticias|Novedades}: {la cantera|el proveedor|el vivero|la subcontrata} {entrega|trae|nos pide} {la partida|las muestras|las luminarias|los árboles} {con ocho días de retraso|dos días antes|en dos camiones pequeños}. {He pedido|He exigido|Propongo} {que lo confirmen por escrito|un descuento|reordenar los trabajos} y {mientras tanto|así} {adelantamos el riego|pintamos las marcas|empezamos por el lado sur}. {¿Te parece?|¿Cómo lo ves?|Dime algo antes de las doce.}',
  },
  {
    from: 'joaquin',
    mailbox: 'Projects/Garden',
    subject: '{Plantel|Oferta|Encargo}: {berenjena|pimiento|alcachofa|fresas|aromáticas}',
    text: 'Buenas, Robin:\n\n{Ya tengo|Me acaba de llegar|Esta semana entra} {el plantel de pimiento|la alcachofa de Benicarló|la fresa de raíz desnuda|el romero rastrero}. {Sale|Os lo dejo|Está} a {18 céntimos|35 céntimos|1,20 €} {la unidad|la maceta}, {por bandeja menos|y a los huertos, un diez por ciento menos}. {Plantadlo|Conviene plantarlo} {con la luna menguante, el que crea en eso|después de la última helada|al atardecer y con riego corto}. {Abro|Estoy} {de ocho a dos|hasta las siete|también el domingo}.\n\nJoaquín, Vivero Las Acequias',
  },
  {
    from: 'amparo',
    mailbox: 'Projects/Garden',
    subject: '{Turnos|Reunión|Compost|Caracoles} en {los huertos|el huerto 7|la caseta}',
    text: 'Compañeros y compañeras:\n\n{El sábado|El domingo|Este jueves} {a las diez|a las nueve y media|cuando baje el sol} {nos vemos en la caseta|toca limpiar la acequia|volteamos el compost}. {Traed|Hacen falta|Conviene traer} {guantes|azadas|tijeras de podar} y {ganas|almuerzo para compartir|la cuota de cinco euros}. {Los caracoles|Las tórtolas|Las malas hierbas} {van ganando|se han comido la lechuga|no descansan}, {así que|de modo que} {se admiten ideas|no vale faltar|esta vez vamos en serio}.\n\nAmparo',
  },
  {
    from: 'casero',
    mailbox: 'Archive',
    subject: '{Recibo|Comunidad|Ascensor|Fachada}: {abril|junio|septiembre|noviembre}',
    text: 'Buenos días:\n\n{Le informo de que|Le escribo porque} {el ascensor se revisa|empiezan los andamios de la fachada|se pinta la escalera|cambian los contadores} {el día 12|la semana próxima|entre el 4 y el 8}. {Habrá ruido|No habrá agua|Habrá que entrar en su vivienda} {de nueve a dos|un par de horas|solo por la mañana}. {El recibo del mes|La cuota de comunidad} {no cambia|sube seis euros|se pasa el día 5, como siempre}.\n\nAtentamente,\nVicente Aparici',
  },
  {
    from: 'gestoria',
    mailbox: 'Archive',
    subject: '{Modelo 303|Modelo 130|Cuota|Certificado}: {borrador|justificante|recordatorio}',
    text: 'Estimado cliente:\n\n{Le adjuntamos|Tiene en su carpeta|Ya está disponible} {el borrador|el justificante|la copia sellada} del {primer|segundo|tercer|cuarto} trimestre. {El resultado es|Le sale} {a ingresar|a compensar} {212,40 €|87,15 €|340,02 €|19,60 €}. {Revíselo|Confírmenos} {antes del día 15|antes del viernes|cuando pueda} y {lo presentamos|lo domiciliamos|lo archivamos}.\n\nGestoría Ferrándiz',
  },
  {
    from: 'me',
    mailbox: 'Sent',
    subject: '{Fotos|Resumen|Propuesta} de {la visita|el patio|la obra|la reunión}',
    text: '{Hola, Inés|Hola a las dos|Buenas}:\n\n{Te mando|Os paso|Aquí van} {las fotos|mis notas|un resumen} de {ayer|esta mañana|la visita}. {El pavimento|El drenaje|La sombra del muro|El alcorque grande} {está mejor de lo que esperaba|me preocupa|hay que hablarlo con la constructora}. {Propongo|Yo haría|Sugiero} {una prueba de un metro cuadrado|esperar a las lluvias|cambiar el orden de los trabajos}. {El martes|Mañana|A última hora} {lo dibujo|os llamo|lo cierro}.\n\nRobin',
  },
  {
    from: 'me',
    mailbox: 'Sent',
    subject: 'Re: {la comida|el regalo|el viaje|las llaves}',
    text: '{Sí, claro.|¡Hecho!|Por supuesto.|Perfecto.} {Lo llevo yo|Me encargo yo|Paso a buscarlo} {el viernes|el sábado por la mañana|de camino a casa}. {Nora|La niña|Nora, que está a mi lado,} {dice que hola|quiere saber si habrá helado|ha hecho un dibujo para la abuela}. {Si falta algo|Si cambia la hora}, {me mandas un mensaje|llámame, que el correo lo miro tarde|avisad}.\n\n{Un beso|Abrazos|Hasta luego},\nRobin',
  },
  {
    from: 'me',
    mailbox: 'Sent',
    subject: 'Consulta sobre {el alquiler|la matrícula|el presupuesto|la inscripción}',
    text: 'Buenos días:\n\n{Les escribo para|Quería} {preguntar por|confirmar|aclarar} {el plazo de inscripción|la fecha de la visita|el importe de la última factura|la plaza del comedor}. {En la web|En la circular|En el contrato} {pone|aparece|figura} {una fecha distinta|otro importe|el curso pasado} y {no quisiera equivocarme|prefiero preguntar antes|me he quedado con la duda}.\n\n{Muchas gracias|Gracias de antemano|Un saludo},\nRobin Vega',
  },
  {
    from: 'pablo',
    mailbox: 'Familia',
    subject: '{Regalo|Cumpleaños|Sorpresa} de {mamá|papá|la tía|los gemelos}',
    text: '{Ojo, que no lo lea mamá.|Secreto absoluto.|Esto queda entre nosotros.} {Para el cumple|Para el día 9|Para el aniversario} {pensaba en|propongo|se me ha ocurrido} {un fin de semana en la sierra|una cafetera nueva|un álbum con fotos antiguas|entradas para la zarzuela}. {A escote|Entre los tres|Si te parece} {salimos a treinta euros cada uno|sale a cuarenta y pico|no llega a veinte por cabeza}. {¿Lo reservo|¿Lo encargas tú|¿Me dices algo} {hoy|antes del viernes|ya}?',
  },
  {
    from: 'rosario',
    mailbox: 'INBOX',
    subject: 'FW: {importante|mira qué gracia|para la tensión|gatitos}',
    text: 'Robin, {¿esto es verdad?|me lo manda Encarna.|léelo, por favor.} Dice que {si comes ajo en ayunas|si apagas el móvil a las doce|si reenvías esto a diez personas} {no te duelen las rodillas|te regalan una batería|viene la buena suerte}. {Yo no me lo creo|Yo, por si acaso|Tu tío dice que no}, {pero prefiero preguntarte|ya lo he hecho|pero lo he mandado a todo el coro}. {Tú que entiendes de ordenadores|Dime algo|Contesta pronto}.\n\nTía Rosario',
  },
  {
    from: 'nuria',
    mailbox: 'INBOX',
    subject: '{Billetes|Alojamiento|Ruta|Maletas} para {Lisboa|Menorca|Oporto|los Picos}',
    text: '¡{Ya tenemos|He encontrado|Mira} {casa|billetes|una pensión|un cámping}! {A diez minutos|A un paso|Lejos, pero barata,} {de la playa|del centro|de la estación} y {con terraza|con desayuno|sin ascensor, avisado quedas}. {Son|Sale a|Nos cuesta} {64 €|82 €|47 €} por {noche|persona}. {Cancela gratis|Hay que pagar la mitad} {hasta el 20|esta semana}. {Llevo yo|Te toca llevar} {la guía|el botiquín|la cafetera pequeña}. {¿Le doy?|¿Reservo?|Dime que sí.}',
  },
  {
    from: 'amparo',
    mailbox: 'Archive',
    subject: 'Gracias por {el taller|las semillas|la charla|la ayuda} 🌱',
    text: 'Querido Robin:\n\n{Gracias de corazón|Mil gracias|No sé cómo agradecerte} {por el taller del sábado|por las semillas de albahaca|por venir con la furgoneta}. {Los niños|Los mayores|Las familias nuevas} {no hablan de otra cosa|ya preguntan por el siguiente|se fueron encantados}. {Hemos quedado en|La idea es|Nos gustaría} {repetir en otoño|hacer un banco de semillas|invitar al instituto}. {Cuenta con|Te guardo} {una caja de tomates|el primer melón|dos kilos de habas}.\n\nAmparo 🌿',
  },
  {
    from: 'colegio',
    mailbox: 'Archive',
    subject: 'Boletín de {notas|actividades|asistencia}: {primer|segundo|tercer} trimestre',
    text: 'Apreciada familia:\n\n{Ya pueden consultar|Está disponible|Les remitimos} el boletín de {Nora Vega|su hija}. {Destaca|Progresa mucho|Ha mejorado} en {ciencias|lectura en voz alta|educación física|música} y {debe cuidar|conviene reforzar} {la ortografía|el orden de la libreta|las operaciones con decimales}. {La entrega en mano|La reunión de grupo} será {el miércoles a las 17:00|el día 22|en el salón de actos}.\n\nColegio Los Almendros',
  },
];
