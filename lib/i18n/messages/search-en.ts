/** English sentences about searching a folder and sorting it. */
export const searchEn = {
  commands: { search: 'Search this folder' },
  search: {
    open: 'Search',
    label: 'Search {folder}',
    placeholder: 'Words, from:ana, is:unread, has:attachment',
    clear: 'Clear the search',
    close: 'Close the search',
    found: '{count, plural, =0 {Nothing found} one {# found} other {# found}}',
    asking:
      '{found, plural, one {# found} other {# found}} so far, in the {here} of {of} messages known here{texts, select, none {} other {, {texts} of them with their text}}. Asking the server…',
    askingShare:
      '{found, plural, one {# found} other {# found}} so far. The server has looked through {share}.',
    sorting: 'Sorting {of, plural, one {# message} other {# messages}}…',
    offline:
      '{found, plural, one {# found} other {# found}} in the {here} of {of} messages known here{texts, select, none {} other {, {texts} of them with their text}}. The rest is asked for when you are online.',
    unable: 'This mail server cannot do that: you see {here} of {of} messages, those known here.',
    failed: 'The server could not search.',
    again: 'Try again',
    none: 'Nothing found',
    noneYet: 'Nothing found so far',
    noneYetHint: 'Not everything has been searched.',
    noneHint: 'Other words may find it. The search looks only in this folder.',
    leftOut: '“{text}” makes no sense to the search and is left out.',
    tooLong: 'The search is too long: only its beginning counts.',
    order: {
      newest: 'Newest first',
      oldest: 'Oldest first',
      sender: 'By sender',
      subject: 'By subject',
      largest: 'Largest first',
    },
  },
};
