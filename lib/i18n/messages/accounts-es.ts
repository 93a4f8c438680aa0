import type { Translated } from './en';
import type { accountsEn } from './accounts-en';

/** Spanish sentences about several accounts side by side. */
export const accountsEs: Translated<typeof accountsEn> = {
  menu: 'Cuentas: {account}',
  list: 'Cuentas',
  add: 'Añadir cuenta…',
  addTitle: 'Añadir cuenta',
  addLead: 'Sus carpetas aparecen junto a las que ya tienes. Nada cambia para {account}.',
  addSubmit: 'Añadir cuenta',
  adding: 'Iniciando sesión',
  demo: 'Añadir el segundo buzón de prueba',
  demoHint: 'Un buzón pequeño de la misma persona en la oficina: usuario {user}, contraseña {password}.',
  added: '{account} añadida',
  known: '{account} ya está aquí.',
  inboxOf: 'Bandeja de entrada de {account}',
  signOutOf: 'Cerrar la sesión de {account}',
  signOutAll: 'Cerrar la sesión de todas las cuentas',
  signedOut: 'Sesión cerrada: {account}',
  ended: 'Se cerró la sesión de {account}.',
  newMailIn: '{count, plural, one {# mensaje nuevo} other {# mensajes nuevos}} en {folder}, {account}',
  stateOf: '{account}: {state}',
  allOf: 'Todo lo de {account}',
};
