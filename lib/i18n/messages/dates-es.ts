import type { Translated } from './en';
import type { datesEn } from './dates-en';

export const datesEs: Translated<typeof datesEn> = {
  rail: 'Fecha en la lista',
  title: 'Ir a una fecha',
  field: 'Día',
  hint: 'La lista va al mensaje más reciente de ese día, o de antes.',
  busy: 'Buscando ese día…',
  invalid: 'Ese día no existe en el calendario.',
  failed: 'Sin conexión no se conocen las fechas de esta carpeta.',
  go: 'Ir',
};
