/** Whole folders as one selection, what other clients marked as deleted, new mail held back, swiping. */
export const bulk = {
  selectFolder: 'Select all {count, plural, one {# message} other {# messages}} in {folder}',
  choosing: 'Asking the server…',
  chosenHint:
    'Everything that was in {folder} when you chose it, loaded or not. What arrives from now on is not part of it.',
  skipped:
    '{count, plural, one {# message is not loaded yet and is not selected.} other {# messages are not loaded yet and are not selected.}}',
  undone:
    '{count, plural, =0 {There was nothing to take back} one {# message taken back} other {# messages taken back}}',
  noWayBack: 'The server did not say where they went, so this cannot be undone here.',
  task: {
    archived: 'Archiving from {name}',
    trashed: 'Moving from {name} to Trash',
    moved: 'Moving from {name} to {folder}',
    expunged: 'Deleting from {name} for good',
    starred: 'Starring in {name}',
    unstarred: 'Removing stars in {name}',
    read: 'Marking {name} as read',
    unread: 'Marking {name} as unread',
    undeleted: 'Undeleting in {name}',
    undo: 'Taking back in {name}',
  },
  expungeTitle: '{count, plural, one {Delete # message for good?} other {Delete # messages for good?}}',
  expungeHint: 'They leave {name} and go nowhere else. Nothing can bring them back.',
  expungeSubmit: 'Delete for good',
  moveTitle: '{count, plural, one {Move # message?} other {Move # messages?}}',
  moveHint:
    'This server does not say where moved messages stand afterwards, so Tagline cannot take this back. They can be moved back by hand.',
  moveSubmit: 'Move',
  marked: 'Other mail programs marked messages here as deleted.',
  expungeNow: 'Expunge now',
  markedHint:
    '{count, plural, one {It is marked as deleted in {name}, by another mail program or an earlier session. Nothing can bring it back.} other {They are marked as deleted in {name}, by other mail programs or an earlier session. Nothing can bring them back.}}',
  markedTogether:
    'This server removes everything that is marked at once. What another program marks in this very moment goes too.',
  nothingMarked: 'Nothing in {name} is marked as deleted.',
  news: '{count, plural, one {# new message} other {# new messages}}',
  newsShort: '{count} new',
  newsHint: 'Press Home to show them.',
  swipe: { archive: 'Archive', read: 'Read', unread: 'Unread', delete: 'Delete' },
};
