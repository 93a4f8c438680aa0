import type { Translated } from './en';
import type { offlineEn } from './offline-en';

export const offlineEs: Translated<typeof offlineEn> = {
  updateLabel: 'Versión nueva',
  updateReady: 'Hay una versión nueva.',
  updateSafe: 'No se pierde nada de lo hecho.',
  updateReload: 'Recargar',
  updateWaiting: 'Enviando primero…',
  updateLater: 'Más tarde',
};
