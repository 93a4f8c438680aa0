import type { Translated } from './en';
import type { engineErrors as english } from './engine-en';

/** Como engine-en.ts. */
export const engineErrors: Translated<typeof english> = {
  'tab-reopened':
    'Inicia sesión de nuevo: esta pestaña se había cerrado, y eso termina la sesión aunque el navegador la vuelva a abrir. Nada cambió en el servidor de correo por ello.',
  'mechanism-unknown':
    'El servidor de correo pide una forma de iniciar sesión que Tagline no tiene ({offered}). No se envió tu contraseña; quien administra el servidor puede permitir SCRAM, o PLAIN en una conexión cifrada.',
  'mailbox-unsteady':
    'El servidor se contradice sobre cuántos mensajes tiene esta carpeta, así que la lista puede no ser correcta. Se leerá otra vez cuando abras la carpeta de nuevo.',
  'answer-endless':
    'El servidor de correo empezó una respuesta y no llegó a terminarla, así que se cerró la conexión. La página se conecta de nuevo por sí misma.',
};
