/** English sentences about a search in all folders. */
export const everywhereEn = {
  scope: 'Where to search',
  here: 'This folder',
  all: 'All folders',
  label: 'Search all folders',
  asking:
    '{found, plural, one {# found} other {# found}} so far. {done} of {folders} folders searched, {here} of {of} messages known here{texts, select, none {} other {, {texts} of them with their text}}.',
  stop: 'Stop',
  goOn: 'Search on',
  offline:
    '{found, plural, one {# found} other {# found}} in the {here} of {of} messages known here{texts, select, none {} other {, {texts} of them with their text}}. The rest is asked for when you are online.',
  stopped:
    '{found, plural, one {# found} other {# found}}. Stopped after {done} of {folders, plural, one {# folder} other {# folders}}.',
  failed: '{count, plural, one {One folder} other {# folders}} could not be searched: {names}.',
  newest: 'Only the {most} newest of them are in the list.',
  selectFound: 'Select all {count, plural, one {# message} other {# messages}} found',
  selectAllFound: 'Select all found',
  chosenHint:
    'Everything that was found when you chose it, loaded or not. What is found from now on is not part of it.',
  folders: '{count, plural, one {# folder} other {# folders}}',
  mailOf: 'messages in {count, plural, one {# folder} other {# folders}}',
  noneHint: 'Other words may find it.',
};
