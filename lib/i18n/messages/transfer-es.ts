import type { transferEn } from './transfer-en';

/** Frases en español sobre el correo en archivos, en papel y fuera de la página. */
export const transferEs: typeof transferEn = {
  folderActions: {
    import: 'Importar correo…',
    export: 'Exportar…',
  },
  commands: {
    print: 'Imprimir',
    save: 'Guardar como archivo',
    import: 'Importar correo en esta carpeta…',
    export: 'Exportar esta carpeta…',
    notifications: 'Notificaciones…',
  },
  transfer: {
    task: {
      import: 'Importando en {name}',
      export: 'Exportando {name}',
      save: 'Guardando {name}',
    },
    checking: 'Leyendo el archivo',
    progress: '{done} de {total} · {octets} de {allOctets}',
    exported: '{done} de {total} · {octets}',
    dropTitle: 'Importar en {name}',
    dropHint: 'Mensajes (.eml) y buzones (.mbox)',
    imported: '{count, plural, one {# mensaje importado en {name}} other {# mensajes importados en {name}}}',
    importTitle: 'Importar en {name}',
    importLead:
      '{done, plural, =0 {No se importó ningún mensaje.} one {Se importó # mensaje.} other {Se importaron # mensajes.}}',
    importAll: 'En los archivos elegidos había {total, plural, one {# mensaje} other {# mensajes}}.',
    importFailed:
      '{count, plural, one {Este mensaje no se pudo importar:} other {Estos # mensajes no se pudieron importar:}}',
    importFailedMore: '{count, plural, one {y # más} other {y # más}}',
    importStopped: 'Detuviste la importación. Lo importado se queda.',
    importLeft:
      '{count, plural, one {Falta por probar # mensaje.} other {Faltan por probar # mensajes.}} Al seguir solo se importa lo que falta.',
    cut: {
      row: 'Cortada: llegaron {done} de {total}',
      why: 'La página se cerró o se volvió a cargar antes de terminar con {total, plural, one {el mensaje} other {los # mensajes}}.',
      failed:
        '{count, plural, one {# mensaje no se pudo importar.} other {# mensajes no se pudieron importar.}}',
      left: '{count, plural, one {Falta por probar # mensaje.} other {Faltan por probar # mensajes.}} Una página no puede guardar un archivo: elige otra vez {files, plural, one {el archivo} other {los mismos archivos}} y la importación sigue donde estaba. Nada llega dos veces.',
      choose: '{count, plural, one {Elegir el archivo otra vez} other {Elegir los archivos otra vez}}',
      other:
        '{count, plural, one {Ese es otro archivo, por su nombre o su tamaño. No se importó nada.} other {Esos son otros archivos, por sus nombres o sus tamaños. No se importó nada.}}',
    },
    importNothing: 'No se cambió nada en la carpeta.',
    goOn: 'Seguir',
    failure: 'N.º {number} de {file}',
    noSubject: '(sin asunto)',
    close: 'Cerrar',
    saved: 'Guardado como {name}',
    savedMany: '{count, plural, one {# mensaje guardado en {name}} other {# mensajes guardados en {name}}}',
    savedGone:
      '{count, plural, one {Mientras tanto se eliminó # mensaje, que falta.} other {Mientras tanto se eliminaron # mensajes, que faltan.}}',
    saveDropped: 'Detenido. No se guardó ningún archivo.',
    nothingToExport: 'No hay mensajes en {name}.',
  },
  print: {
    from: 'De',
    to: 'Para',
    cc: 'CC',
    date: 'Fecha',
    attachments: '{count, plural, one {# adjunto} other {# adjuntos}}',
    noSubject: '(sin asunto)',
  },
  notify: {
    title: 'Notificaciones',
    lead: 'Avisarme del correo nuevo en la bandeja de entrada mientras no haya a la vista ninguna pestaña de Tagline.',
    what: 'Una notificación muestra el remitente y el asunto, nada del mensaje.',
    kept: 'Se guarda en este navegador, para todas las cuentas en las que entres aquí.',
    on: 'Las notificaciones están activadas',
    off: 'Las notificaciones están desactivadas',
    denied:
      'Este navegador no deja que Tagline te avise. Permite las notificaciones de esta página en los ajustes del sitio del navegador y actívalas aquí después.',
    unsupported: 'Este navegador no puede mostrar notificaciones.',
    insecure: 'Las notificaciones necesitan una página abierta por https. Esta se abrió por http sin cifrar.',
    dismissed:
      'La pregunta del navegador se cerró sin respuesta. Actívalas de nuevo para que vuelva a preguntar.',
    many: '{count, plural, one {# mensaje nuevo} other {# mensajes nuevos}}',
    noSubject: '(sin asunto)',
    noSender: '(sin remitente)',
  },
  errors: {
    'append-forbidden': 'No puedes poner mensajes en esta carpeta.',
    'append-refused': 'El servidor no aceptó este mensaje.',
    'append-too-large': 'El mensaje es mayor de lo que acepta el servidor ({limit}).',
    'append-unsure':
      'La conexión se perdió mientras se enviaba este mensaje y no se pudo preguntar al servidor si lo tiene. Mira en la carpeta antes de seguir.',
    'over-quota': 'No queda espacio en el buzón. Elimina algo y sigue después.',
    'import-no-mail':
      '{name} no es un archivo de correo. Tagline lee mensajes sueltos (.eml) y buzones (.mbox).',
    'import-too-many': 'Son más de {max} a la vez. Impórtalos por partes.',
    'import-unreadable': 'No se pudo leer {name}. Puede que se moviera o cambiara después de elegirlo.',
    'import-too-large': 'El mensaje ocupa más de 64 MB.',
    'import-binary': 'El mensaje contiene bytes que el correo no admite (NUL).',
    'import-empty': 'Este mensaje no contiene nada.',
    'import-broken': 'Esta parte del archivo no es un mensaje.',
    'export-too-large':
      'Es más de lo que este navegador puede guardar de una vez ({max}). Usa un navegador que escriba el archivo mientras lo recibe (Chrome, Edge) o guarda menos mensajes.',
    'export-unwritable': 'No se pudo escribir el archivo. ¿Está lleno el disco o protegido el lugar?',
  },
};
