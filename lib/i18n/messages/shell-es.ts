import type { Translated } from './en';
import type { shell as english } from './shell-en';

/** Lo que rodea el correo: temas, paneles, caminos a las carpetas. */
export const shell: Translated<typeof english> = {
  theme: { system: 'Tema del sistema', light: 'Tema claro', dark: 'Tema oscuro' },
  languageIs: 'Idioma: {name}',
  goToFolder: 'Ir a una carpeta',
  goToField: '¿A qué carpeta?',
  helpTree:
    'En el árbol de carpetas, las flechas mueven, las letras saltan a una carpeta, Intro abre y Esc va a la lista.',
};
