/** English sentences about mail as files, on paper, and outside the page. */
export const transferEn = {
  folderActions: {
    import: 'Import mail…',
    export: 'Export…',
  },
  commands: {
    print: 'Print',
    save: 'Save as file',
    import: 'Import mail into this folder…',
    export: 'Export this folder…',
    notifications: 'Notifications…',
  },
  transfer: {
    task: {
      import: 'Importing into {name}',
      export: 'Exporting {name}',
      save: 'Saving {name}',
    },
    checking: 'Reading the file',
    progress: '{done} of {total} · {octets} of {allOctets}',
    exported: '{done} of {total} · {octets}',
    dropTitle: 'Import into {name}',
    dropHint: 'Messages (.eml) and mailboxes (.mbox)',
    imported: '{count, plural, one {# message imported into {name}} other {# messages imported into {name}}}',
    importTitle: 'Import into {name}',
    importLead:
      '{done, plural, =0 {No message was imported.} one {# message was imported.} other {# messages were imported.}}',
    importAll: 'There {total, plural, one {was # message} other {were # messages}} in the files you chose.',
    importFailed:
      '{count, plural, one {This message could not be imported:} other {These # messages could not be imported:}}',
    importFailedMore: '{count, plural, one {and # more} other {and # more}}',
    importStopped: 'You stopped the import. What was imported stays.',
    importLeft:
      '{count, plural, one {# message was not tried yet.} other {# messages were not tried yet.}} Going on imports only what is missing.',
    cut: {
      row: 'Cut off: {done} of {total} arrived',
      why: 'The page was closed or loaded again before {total, plural, one {the message was} other {all # messages were}} through.',
      failed:
        '{count, plural, one {# message could not be imported.} other {# messages could not be imported.}}',
      left: '{count, plural, one {# message was not tried yet.} other {# messages were not tried yet.}} A page cannot keep a file across that: choose {files, plural, one {the file} other {the same files}} again, and the import goes on where it was. Nothing arrives twice.',
      choose: '{count, plural, one {Choose the file again} other {Choose the files again}}',
      other:
        '{count, plural, one {That is another file, by its name or its size. Nothing was imported.} other {Those are other files, by their names or their sizes. Nothing was imported.}}',
    },
    importNothing: 'Nothing was changed in the folder.',
    goOn: 'Go on',
    failure: 'No. {number} in {file}',
    noSubject: '(no subject)',
    close: 'Close',
    saved: 'Saved as {name}',
    savedMany: '{count, plural, one {# message saved in {name}} other {# messages saved in {name}}}',
    savedGone:
      '{count, plural, one {# message was deleted meanwhile and is missing.} other {# messages were deleted meanwhile and are missing.}}',
    saveDropped: 'Stopped. No file was saved.',
    nothingToExport: 'There are no messages in {name}.',
  },
  print: {
    from: 'From',
    to: 'To',
    cc: 'Cc',
    date: 'Date',
    attachments: '{count, plural, one {# attachment} other {# attachments}}',
    noSubject: '(no subject)',
  },
  notify: {
    title: 'Notifications',
    lead: 'Tell me about new mail in the inbox while no tab of Tagline is in sight.',
    what: 'A notification shows the sender and the subject, nothing of the message.',
    kept: 'Kept in this browser, for every account you sign in to here.',
    on: 'Notifications are on',
    off: 'Notifications are off',
    denied:
      'This browser does not let Tagline notify you. Allow notifications for this page in the browser’s site settings, then switch them on here.',
    unsupported: 'This browser cannot show notifications.',
    insecure: 'Notifications need a page opened over https. This page was opened over plain http.',
    dismissed:
      'The browser’s question was closed without an answer. Switch them on again to be asked once more.',
    many: '{count, plural, one {# new message} other {# new messages}}',
    noSubject: '(no subject)',
    noSender: '(no sender)',
  },
  errors: {
    'append-forbidden': 'You may not put messages into this folder.',
    'append-refused': 'The server did not take this message.',
    'append-too-large': 'The message is larger than the server takes ({limit}).',
    'append-unsure':
      'The connection went while this message was sent, and the server could not be asked whether it has it. Look into the folder before you go on.',
    'over-quota': 'There is no space left in the mailbox. Delete something, then go on.',
    'import-no-mail':
      '{name} is not a file of mail. Tagline reads single messages (.eml) and mailboxes (.mbox).',
    'import-too-many': 'These are more than {max} at once. Import them in parts.',
    'import-unreadable': '{name} could not be read. It may have been moved or changed since you chose it.',
    'import-too-large': 'The message is larger than 64 MB.',
    'import-binary': 'The message holds bytes that mail may not hold (NUL).',
    'import-empty': 'There is nothing in this message.',
    'import-broken': 'This part of the file is not a message.',
    'export-too-large':
      'This is more than this browser can save at once ({max}). Use a browser that writes files while it loads them (Chrome, Edge), or save fewer messages.',
    'export-unwritable': 'The file could not be written. Is the disk full, or the place protected?',
  },
};
