/** Mail that is read before anybody asks for it. */
export const aheadEn = {
  start: 'Read mail ahead',
  stop: 'Stop reading mail ahead',
  hint: 'Unread messages open at once',
};
