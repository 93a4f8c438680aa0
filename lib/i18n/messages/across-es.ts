import type { acrossEn } from './across-en';
import type { Translated } from './en';

/** Como across-en.ts. */
export const acrossEs: Translated<typeof acrossEn> = {
  task: 'A {name} de {account}',
  reading: 'Leyendo los mensajes',
  progress: '{done} de {total}',
  moved:
    '{count, plural, one {# mensaje está ahora en {name} de {account}. El original está en la papelera.} other {# mensajes están ahora en {name} de {account}. Los originales están en la papelera.}}',
  copied:
    '{count, plural, one {# mensaje se copió a {name} de {account}. El original se queda donde está.} other {# mensajes se copiaron a {name} de {account}. Los originales se quedan donde están.}}',
  stopped:
    '{done, plural, =0 {No se movió nada a {name} de {account}.} other {Se copiaron # de {total} mensajes a {name} de {account} y se detuvo.}} Todos los originales se quedan donde están.',
  wholeFolder:
    'Lo que no está cargado no se puede mover de una vez a otra cuenta. Selecciona menos mensajes, o exporta la carpeta e impórtala allí.',
};
