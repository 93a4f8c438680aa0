/** English sentences about messages too large to be formatted unasked. Every language file has exactly these keys (checked by type). */
export const largeMailEn = {
  working: 'Formatting the message…',
  failed: 'The message could not be formatted, so it stays plain text.',
};
