import type { Translated } from './en';
import type { aheadEn } from './ahead-en';

export const aheadEs: Translated<typeof aheadEn> = {
  start: 'Leer el correo por adelantado',
  stop: 'No leer el correo por adelantado',
  hint: 'Lo no leído se abre al instante',
};
