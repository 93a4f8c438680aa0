import type { Translated } from './en';
import type { deviceEn } from './device-en';

export const deviceEs: Translated<typeof deviceEn> = {
  errors: {
    'store-none': 'Este navegador no guarda nada en este dispositivo, como en una ventana privada.',
    'store-unanswered':
      'El almacenamiento de este navegador no responde, así que de momento no se guarda nada en este dispositivo.',
    'store-blocked':
      'Otra pestaña con una versión anterior de Tagline retiene lo que guarda este dispositivo.',
    'store-newer':
      'Una versión más nueva de Tagline, en otra pestaña, se ha hecho cargo de lo que guarda este dispositivo.',
    'store-gone': 'Se borró lo que este dispositivo guardaba de esta cuenta.',
    'store-evicted':
      'A este dispositivo le falta espacio: ya no guarda los textos de los mensajes leídos hace más tiempo.',
    'store-full': 'A este dispositivo no le queda espacio, así que no guarda nada más.',
    'store-rebuilt': 'Lo que guardaba este dispositivo estaba dañado. Se está leyendo otra vez del servidor.',
    'store-broken': 'Lo que guardaba este dispositivo está dañado y no se pudo reparar.',
    'store-items-memory': 'Lo pendiente de enviar no se puede guardar en este dispositivo.',
    'store-items-sealed':
      'En este dispositivo quedan cambios pendientes de una sesión anterior y su clave ya no existe: no se pueden enviar.',
    'store-not-deleted':
      'La sesión está cerrada, pero otra pestaña retiene el almacenamiento ya vacío de esta cuenta.',
    'store-items-too-many': 'Ya hay demasiado pendiente de enviar, así que esto no se aceptó.',
    'store-item-unsupported':
      'Esto no se puede guardar con seguridad en este dispositivo, así que no se aceptó.',
    'store-item-too-large':
      'Esto es demasiado grande para guardarlo en este dispositivo, así que no se aceptó.',
  },
  safe: {
    'on-server': 'El correo funciona: está en el servidor.',
    'work-saved': 'Lo pendiente de enviar se salvó.',
    'work-here': 'Lo pendiente de enviar sigue ahí mientras haya una pestaña de Tagline abierta.',
    emptied: 'No queda correo en él.',
  },
  next: {
    export: 'Guardar lo pendiente en un archivo',
    'ordinary-window':
      'Para guardar el correo aquí, abre Tagline en una ventana normal que pueda almacenar datos.',
    'free-space': 'Libera espacio en este dispositivo y vuelve a cargar la página.',
    'close-others': 'Cierra las demás pestañas de Tagline.',
    'wait-for-sending': 'Deja una pestaña abierta hasta que se envíe.',
  },
  screen: {
    open: 'Lo que guarda este dispositivo…',
    title: 'En este dispositivo',
    putAside: 'Dejar a un lado',
    details: 'Lo que guarda este dispositivo',
    loading: 'Mirando lo que se guarda…',
    keeps: 'Guardar el correo en este dispositivo',
    keepsHint: 'Al momento y sin red; la sesión sigue abierta 7 días desde el último uso.',
    nothing: 'No se guarda correo.',
    lists: '{count, plural, one {la lista de # carpeta} other {las listas de # carpetas}}',
    bodies: '{count, plural, one {el texto de # mensaje} other {los textos de # mensajes}} ({size})',
    kept: 'Guardado: {what}.',
    waits:
      '{count, plural, =0 {No hay nada pendiente de enviar.} one {# cambio pendiente de enviar.} other {# cambios pendientes de enviar.}}',
    drafts: '{count, plural, one {Se guarda # borrador.} other {Se guardan # borradores.}}',
    sealed:
      '{count, plural, one {# cosa de una sesión anterior no se puede abrir.} other {# cosas de una sesión anterior no se pueden abrir.}}',
    total: 'En total este navegador almacena {used} para Tagline, de los {quota} que puede usar.',
    totalOnly: 'En total este navegador almacena {used} para Tagline.',
    durable: 'El navegador lo guarda hasta que lo quites.',
    clearable: 'El navegador puede borrarlo por su cuenta si falta espacio.',
    ask: 'Pedir al navegador que lo guarde',
    refused:
      'El navegador no aceptó. Suele hacerlo cuando un sitio se usa desde hace unos días o está en marcadores.',
    unknown: 'Este navegador no dice cuánto tiempo lo guarda.',
    forget: 'Olvidar lo guardado aquí',
    forgetLead:
      'El correo de todas las cuentas se va de este dispositivo y nadie seguirá con la sesión abierta al cerrar esta pestaña. En el servidor no cambia nada, y lo pendiente de enviar se queda.',
    forgetYes: 'Olvidarlo',
    forgetNo: 'Conservarlo',
    forgotten: 'Ya no se guarda correo en este dispositivo.',
    forgetFailed: 'Ahora mismo no se ha podido quitar todo.',
    changeFailed: 'Ahora mismo no se ha podido cambiar.',
    export: 'Guardar lo pendiente en un archivo',
    exportName: 'Lo pendiente de enviar',
    exported:
      '{count, plural, =0 {No hay nada pendiente de enviar.} one {Guardado: # cosa pendiente.} other {Guardado: # cosas pendientes.}}',
    exportFailed: 'Ahora mismo no se ha podido leer lo pendiente.',
  },
};
