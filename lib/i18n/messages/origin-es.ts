import type { Translated } from './en';
import type { origin as english } from './origin-en';

/** Lo que una página puede guardar y proteger, según cómo se abrió. */
export const origin: Translated<typeof english> = {
  open: 'Esta página no se abrió por https. Quien pueda escuchar en la red intermedia puede leer tu correo cuando pasa.',
  password:
    'Tu contraseña no se envía si el servidor de correo ofrece SCRAM. Si no lo ofrece, pasa por aquí sin cifrar.',
  behind: 'Cifrado solo entre el servidor de esta página y {host}',
  reduced:
    'La sesión dura solo mientras la pestaña esté abierta, y al recargar puede pedirse de nuevo la contraseña.',
  lostOpen:
    'Inicia sesión otra vez: una página que no se abrió por https no guarda la sesión al recargar. Nada cambió por ello en el servidor de correo.',
  lost: 'Inicia sesión otra vez: este navegador no pudo guardar la sesión al recargar. Nada cambió por ello en el servidor de correo.',
};
