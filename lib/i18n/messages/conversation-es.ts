import type { conversationEn } from './conversation-en';

export const conversationEs: typeof conversationEn = {
  conversation: {
    toggle: 'Conversaciones',
    count: '{count, plural, one {# conversación} other {# conversaciones}}',
    ofMessages: '{count, plural, one {# mensaje} other {# mensajes}}',
    ofNewest: 'los {here} más recientes de {of} mensajes',
    selectedShort:
      '{count, plural, one {# conversación seleccionada} other {# conversaciones seleccionadas}}',
    you: 'tú',
    cut: 'Se agrupan los {here} mensajes más recientes. Los anteriores están en la lista de mensajes.',
    showMessages: 'Ver mensajes',
    on: 'Se muestran conversaciones',
    off: 'Se muestra mensaje a mensaje',
    messages: 'Mensajes de la conversación',
    elsewhere: 'En {folder}',
    openThere: 'Abrir en {folder}',
    expandAll: 'Desplegar todo',
    collapseAll: 'Plegar todo',
    looking: 'Buscando en {folders}',
    lookedOffline: 'Se mirará en otras carpetas cuando haya conexión.',
    lookFailed: 'No se pudo mirar en otras carpetas.',
    tooMany: 'Aquí solo se muestran los {count} mensajes más recientes.',
    actions: 'Acciones para este mensaje',
    star: 'Destacar este mensaje',
    unstar: 'Quitar la estrella',
    message: '{sender}, {date}',
  },
  commands: {
    nextMessage: 'Mensaje siguiente de la conversación',
    previousMessage: 'Mensaje anterior de la conversación',
    expandAll: 'Desplegar la conversación',
    collapseAll: 'Plegar la conversación',
    conversations: 'Activar o quitar las conversaciones',
  },
};
