import type { Translated } from './en';
import type { connection as english } from './connection-en';

/** Como connection-en.ts. */
export const connection: Translated<typeof english> = {
  connecting: 'Conectando',
  live: 'En directo',
  roundTrip: '{ms}\u00a0ms',
  reconnecting: 'Reconexión en {seconds}\u00a0s',
  reconnectingNow: 'Reconectando',
  offline: 'Sin conexión',
  signedOut: 'Sesión cerrada',
  retry: 'Probar ahora',
  queued: '{count, plural, one {# acción en espera} other {# acciones en espera}}',
  liveHint: 'Los cambios en el servidor aparecen aquí al instante.',
  checkedSeconds: 'Se comprueba cada {count, plural, one {segundo} other {# segundos}}',
  checkedMinutes: 'Se comprueba cada {count, plural, one {minuto} other {# minutos}}',
  checkedHint: 'Los cambios en el servidor aparecen aquí cuando se comprueba la carpeta.',
  fewer: 'Sin más conexiones por ahora',
  showWire: 'Mostrar el protocolo',
  hideWire: 'Ocultar el protocolo',
};
