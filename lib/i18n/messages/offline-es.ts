import type { Translated } from './en';
import type { offlineEn } from './offline-en';

export const offlineEs: Translated<typeof offlineEn> = {
  updateLabel: 'Versión nueva',
  updateReady: 'Hay una versión nueva.',
  updateSafe: 'No se pierde nada de lo hecho.',
  updateReload: 'Recargar',
  updateWaiting: 'Enviando primero…',
  updateLater: 'Más tarde',
  keep: 'Este dispositivo es mío',
  keepHint:
    'Guarda el correo para tenerlo al momento y sin red, y la sesión sigue abierta 7 días desde el último uso. Déjalo sin marcar en dispositivos que usan otras personas.',
  keepOn: 'Guardar el correo en este dispositivo: {account}',
  keptNow: 'El correo de {account} se guarda en este dispositivo.',
  keptNoMore: 'Nada de {account} queda en este dispositivo al cerrar esta pestaña.',
  keepFailed: 'Ahora mismo no se ha podido cambiar.',
  outTitle: '¿Cerrar la sesión?',
  outLead:
    '{count, plural, one {# cambio de {account} no ha llegado al servidor:} other {# cambios de {account} no han llegado al servidor:}}',
  outMore: '{count, plural, one {y # más} other {y # más}}',
  outHere: 'Solo en este dispositivo, y se borra al cerrar la sesión:',
  outDrafts: '{count, plural, one {# borrador} other {# borradores}}',
  outSealed:
    '{count, plural, one {# cambio de una sesión anterior que no se puede abrir} other {# cambios de una sesión anterior que no se pueden abrir}}',
  outWaiting: 'La sesión se cerrará en cuanto el servidor los tenga.',
  outStay: 'Seguir aquí',
  outDiscard: 'Descartar y cerrar la sesión',
  outSend: 'Enviar primero',
  outSending: 'Enviando…',
  unsent: {
    archive: 'Archivar {count, plural, one {# mensaje} other {# mensajes}}',
    trash: 'Mover {count, plural, one {# mensaje} other {# mensajes}} a la papelera',
    junk: 'Mover {count, plural, one {# mensaje} other {# mensajes}} a no deseados',
    move: 'Mover {count, plural, one {# mensaje} other {# mensajes}} a {folder}',
    expunge: 'Eliminar {count, plural, one {# mensaje} other {# mensajes}} para siempre',
    star: 'Destacar {count, plural, one {# mensaje} other {# mensajes}}',
    unstar: 'Quitar {count, plural, one {# destacado} other {# destacados}}',
    read: 'Marcar {count, plural, one {# mensaje} other {# mensajes}} como leído',
    unread: 'Marcar {count, plural, one {# mensaje} other {# mensajes}} como no leído',
    undelete: 'Recuperar {count, plural, one {# mensaje} other {# mensajes}}',
  },
};
