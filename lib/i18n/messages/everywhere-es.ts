/** Frases en español sobre una búsqueda en todas las carpetas. */
import type { Translated } from './en';
import type { everywhereEn } from './everywhere-en';

export const everywhereEs: Translated<typeof everywhereEn> = {
  scope: 'Dónde buscar',
  here: 'Esta carpeta',
  all: 'Todas las carpetas',
  label: 'Buscar en todas las carpetas',
  asking:
    '{found, plural, one {# encontrado} other {# encontrados}} por ahora. Se ha buscado en {done} de {folders} carpetas; aquí se conocen {here} de {of} mensajes{texts, select, none {} other {, {texts} de ellos con su texto}}.',
  stop: 'Parar',
  goOn: 'Seguir buscando',
  offline:
    '{found, plural, one {# encontrado} other {# encontrados}} en los {here} de {of} mensajes conocidos aquí{texts, select, none {} other {, {texts} de ellos con su texto}}. El resto se pedirá cuando haya conexión.',
  stopped:
    '{found, plural, one {# encontrado} other {# encontrados}}. La búsqueda paró después de {done} de {folders, plural, one {# carpeta} other {# carpetas}}.',
  failed: 'No se pudo buscar en {count, plural, one {una carpeta} other {# carpetas}}: {names}.',
  newest: 'En la lista están solo los {most} más nuevos.',
  selectFound:
    'Seleccionar {count, plural, one {el # mensaje encontrado} other {los # mensajes encontrados}}',
  selectAllFound: 'Seleccionar todo lo encontrado',
  chosenHint:
    'Todo lo que se había encontrado al elegirlo, cargado o no. Lo que se encuentre desde ahora no cuenta.',
  folders: '{count, plural, one {# carpeta} other {# carpetas}}',
  mailOf: 'mensajes de {count, plural, one {# carpeta} other {# carpetas}}',
  noneHint: 'Quizá otras palabras lo encuentren.',
};
