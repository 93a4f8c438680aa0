import type { Translated } from './en';
import type { bulk as english } from './bulk-en';

export const bulk: Translated<typeof english> = {
  selectFolder: 'Seleccionar {count, plural, one {el # mensaje} other {los # mensajes}} de {folder}',
  choosing: 'Preguntando al servidor…',
  chosenHint:
    'Todo lo que había en {folder} al elegirlo, esté cargado o no. Lo que llegue a partir de ahora no forma parte.',
  skipped:
    '{count, plural, one {# mensaje aún no está cargado y no está seleccionado.} other {# mensajes aún no están cargados y no están seleccionados.}}',
  undone:
    '{count, plural, =0 {No había nada que deshacer} one {# mensaje devuelto a como estaba} other {# mensajes devueltos a como estaban}}',
  noWayBack: 'El servidor no ha dicho adónde han ido, así que aquí no se puede deshacer.',
  task: {
    archived: 'Archivando de {name}',
    trashed: 'Moviendo de {name} a la papelera',
    moved: 'Moviendo de {name} a {folder}',
    expunged: 'Eliminando de {name} para siempre',
    starred: 'Destacando en {name}',
    unstarred: 'Quitando destacados en {name}',
    read: 'Marcando {name} como leído',
    unread: 'Marcando {name} como no leído',
    undeleted: 'Recuperando en {name}',
    undo: 'Deshaciendo en {name}',
  },
  expungeTitle:
    '{count, plural, one {¿Eliminar # mensaje para siempre?} other {¿Eliminar # mensajes para siempre?}}',
  expungeHint: 'Salen de {name} y no van a ningún otro sitio. Nada puede recuperarlos.',
  expungeSubmit: 'Eliminar para siempre',
  moveTitle: '{count, plural, one {¿Mover # mensaje?} other {¿Mover # mensajes?}}',
  moveHint:
    'Este servidor no dice dónde quedan los mensajes movidos, así que Tagline no puede deshacerlo. Se pueden devolver a mano.',
  moveSubmit: 'Mover',
  marked: 'Otros programas de correo han marcado mensajes de aquí como eliminados.',
  expungeNow: 'Purgar ahora',
  markedHint:
    '{count, plural, one {Está marcado como eliminado en {name}, por otro programa de correo o una sesión anterior. Nada puede recuperarlo.} other {Están marcados como eliminados en {name}, por otros programas de correo o una sesión anterior. Nada puede recuperarlos.}}',
  markedTogether:
    'Este servidor elimina de una vez todo lo marcado. Lo que otro programa marque en este mismo momento también se va.',
  nothingMarked: 'En {name} no hay nada marcado como eliminado.',
  news: '{count, plural, one {# nuevo mensaje} other {# nuevos mensajes}}',
  newsShort: '{count, plural, one {# nuevo} other {# nuevos}}',
  newsHint: 'Pulsa Inicio para mostrarlos.',
  swipe: {
    archive: 'Archivar',
    read: 'Leído',
    unread: 'No leído',
    delete: 'Eliminar',
  },
};
