import { deviceEs } from './device-es';
import type { FaultMessages } from './faults-en';

export const faults: FaultMessages = {
  safe: {
    'not-sent': 'Tu contraseña no se envió.',
    untouched: 'En el servidor no cambió nada.',
    waits: 'No se perdió nada.',
    'taken-back': 'No cambió nada.',
    'read-again': 'La carpeta se leyó de nuevo: lo que ves es lo que tiene el servidor.',
    partly: 'Lo que se hizo, hecho está. El resto sigue como estaba.',
    ...deviceEs.safe,
  },
  waiting:
    '{count, plural, =0 {No se perdió nada. Lo que hagas ahora se guarda y se envía después.} one {No se perdió nada. # cambio espera para enviarse.} other {No se perdió nada. # cambios esperan para enviarse.}}',
  kept: '{count, plural, one {Aún no se envió # cambio. Se conserva mientras esta página siga abierta y se envía cuando vuelvas a iniciar sesión.} other {Aún no se enviaron # cambios. Se conservan mientras esta página siga abierta y se envían cuando vuelvas a iniciar sesión.}}',
  next: {
    retry: 'Intentar de nuevo',
    password: 'Escribir la contraseña otra vez',
    reload: 'Volver a cargar la página',
    'other-folder': 'Abrir otra carpeta',
    back: 'Volver a la lista',
    'allowed-address': 'Abrir {address}',
    report: 'Copiar para quien administra',
    correct: 'Escríbelo de otra forma.',
    choose: 'Elige otros archivos, o menos.',
    check: 'Mira la lista y hazlo de nuevo si aún hace falta.',
    ...deviceEs.next,
  },
  retryIn: 'Intentar de nuevo en {seconds}\u00a0s',
  showWire: 'Ver el protocolo',
  serverSays: 'El servidor dice',
  code: 'Fallo',
  copied: 'Copiado',
  copyFailed: 'Este navegador no permitió copiar.',
  hintFor: 'Para quien administra Tagline:',
  hint: {
    'login-disabled':
      'el servidor prohíbe las contraseñas en este tipo de conexión. En Dovecot, mira disable_plaintext_auth; o conecta por TLS.',
    'no-mechanism': 'ofrece SCRAM-SHA-256, SCRAM-SHA-1, PLAIN o LOGIN.',
    'too-many-connections':
      'una cuenta usa hasta tres conexiones. En Dovecot, sube mail_max_userip_connections o activa el protocolo PROXY para que se distinga a las personas.',
    'mailbox-crashes':
      'el registro del servidor de correo dice por qué terminó su proceso; a menudo, un límite de memoria (Dovecot: vsz_limit) o un índice dañado.',
    'bridge-origin': 'define PUBLIC_URL con la dirección que se abre.',
    'bridge-rate': 'TAGLINE_MAX_TUNNELS_PER_ADDRESS y TAGLINE_OPENS_PER_MINUTE fijan estos límites.',
    'target-refused': 'las reglas «access» deciden quién puede conectarse, por red.',
    'dns-failed': 'revisa cómo está escrito IMAP_HOST y el servicio de nombres de esta máquina.',
    'connect-failed':
      'comprueba que el servidor de correo funcione, IMAP_PORT y el cortafuegos entre ambas máquinas.',
    'connect-timeout':
      'así se ve un cortafuegos que descarta paquetes; también un puerto que no habla TLS desde el principio.',
    'tls-failed': '¿este puerto es para TLS desde el primer byte? Si no, define IMAP_TLS=starttls.',
    'tls-expired': 'renueva el certificado del servidor de correo y revisa el reloj de esta máquina.',
    'tls-name': 'IMAP_HOST debe ser un nombre que figure en el certificado.',
    'tls-self-signed': 'indica el certificado en IMAP_CA_FILE, o su huella como «pin».',
    'tls-untrusted':
      'indica el archivo PEM de la autoridad en IMAP_CA_FILE. También se ve así si falta un certificado intermedio.',
    'tls-pin': 'tras una renovación prevista, «tagline check» muestra la nueva huella para «pin».',
    'tls-version': 'el servidor de correo debe hablar TLS 1.2 o posterior.',
    'starttls-refused':
      'si el servidor tiene un puerto para TLS desde el primer byte, define IMAP_TLS=implicit.',
  },
};
