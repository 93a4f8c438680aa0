/** Frases sobre mensajes demasiado grandes para darles formato sin que se pida. */
export const largeMailEs = {
  working: 'Dando formato al mensaje…',
  failed: 'No se pudo dar formato al mensaje, así que sigue como texto sin formato.',
};
