/** Finding one's way in a long list by dates. */
export const datesEn = {
  rail: 'Date in the list',
  title: 'Go to date',
  field: 'Day',
  hint: 'The list goes to the newest message of that day, or before it.',
  busy: 'Looking for that day…',
  invalid: 'This is no day of the calendar.',
  failed: 'The dates of this folder are not known while there is no connection.',
  go: 'Go',
};
