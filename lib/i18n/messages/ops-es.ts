import type { ops as en, opsErrors as enErrors } from './ops-en';

/** Lo que se hace a los mensajes: en qué quedó, y qué se dice al deshacerlo. */
export const opsErrors: Record<keyof typeof enErrors, string> = {
  'action-partly': 'El servidor rechazó una parte de esta acción.',
  'action-over-quota':
    'No queda espacio en el buzón, así que se ha deshecho. Borra algo y vuelve a intentarlo.',
  'action-no-way-back':
    'No se puede deshacer: el servidor no dijo dónde están ahora los mensajes. Se pueden devolver a mano.',
  'moved-not-removed':
    'Los mensajes ya están en la otra carpeta, pero el servidor no quiso quitarlos de aquí: están en las dos.',
};

export const ops: Record<keyof typeof en, string> = {
  undoneWhat: 'Deshecho: {what}',
  partly: '{what}. {rest, plural, one {# mensaje fue rechazado} other {# mensajes fueron rechazados}}',
  goOn: 'Continuar',
  goOnTask: 'Continuar: {task}',
  dismiss: 'Descartar',
  dismissTask: 'Descartar: {task}',
  stoppedAt: 'Parado en {numbers}',
  waits: 'Espera la conexión',
  waitsAt: '{numbers}, espera la conexión',
};
