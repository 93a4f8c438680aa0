import type { Translated } from './en';
import type { engineErrors as english } from './engine-en';

/** Como engine-en.ts. */
export const engineErrors: Translated<typeof english> = {
  'tab-reopened':
    'Esta pestaña se había cerrado, y eso termina la sesión aunque el navegador la abra de nuevo.',
  'device-expired':
    'Este dispositivo llevaba sin usarse más tiempo del permitido, o el servidor retiró su parte de la clave. El correo que guardaba ya no está en él.',
  'mechanism-unknown':
    'El servidor de correo pide una forma de iniciar sesión que Tagline no tiene ({offered}).',
  'mailbox-unsteady':
    'El servidor se contradice sobre cuántos mensajes tiene esta carpeta, así que la lista puede no ser correcta. Se leerá otra vez cuando abras la carpeta de nuevo.',
  'answer-endless':
    'El servidor de correo empezó una respuesta y no la terminó, así que la conexión se cerró.',
};
