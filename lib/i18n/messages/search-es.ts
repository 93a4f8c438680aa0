/** Frases en español sobre buscar en una carpeta y ordenarla. */
import type { Translated } from './en';
import type { searchEn } from './search-en';

export const searchEs: Translated<typeof searchEn> = {
  commands: { search: 'Buscar en esta carpeta' },
  search: {
    open: 'Buscar',
    label: 'Buscar en {folder}',
    placeholder: 'Palabras, de:ana, es:no-leído, tiene:adjunto',
    clear: 'Borrar la búsqueda',
    close: 'Cerrar la búsqueda',
    found: '{count, plural, =0 {No se encontró nada} one {# encontrado} other {# encontrados}}',
    asking:
      '{found, plural, one {# encontrado} other {# encontrados}} por ahora, en los {here} de {of} mensajes conocidos aquí{texts, select, none {} other {, {texts} de ellos con su texto}}. Se pregunta al servidor…',
    askingShare:
      '{found, plural, one {# encontrado} other {# encontrados}} por ahora. El servidor ha revisado el {share}.',
    sorting: 'Se {of, plural, one {ordena # mensaje} other {ordenan # mensajes}}…',
    offline:
      '{found, plural, one {# encontrado} other {# encontrados}} en los {here} de {of} mensajes conocidos aquí{texts, select, none {} other {, {texts} de ellos con su texto}}. El resto se pedirá cuando haya conexión.',
    unable: 'Este servidor de correo no puede hacerlo: ve {here} de {of} mensajes, los conocidos aquí.',
    failed: 'El servidor no pudo buscar.',
    again: 'Intentar de nuevo',
    none: 'No se encontró nada',
    noneYet: 'Nada encontrado por ahora',
    noneYetHint: 'Todavía no se ha buscado en todo.',
    noneHint: 'Quizá otras palabras lo encuentren. La búsqueda mira solo en esta carpeta.',
    leftOut: '«{text}» no tiene sentido para la búsqueda y no se tiene en cuenta.',
    tooLong: 'La búsqueda es demasiado larga: solo cuenta su comienzo.',
    order: {
      newest: 'Más nuevos primero',
      oldest: 'Más antiguos primero',
      sender: 'Por remitente',
      subject: 'Por asunto',
      largest: 'Más grandes primero',
    },
  },
};
