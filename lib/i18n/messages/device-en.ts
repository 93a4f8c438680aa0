/** What this device keeps: what stands in its way, and the screen that tells of it. */
export const deviceEn = {
  errors: {
    'store-none': 'This browser keeps nothing on this device, as in a private window.',
    'store-unanswered': 'This browser’s storage does not answer, so nothing is kept on this device for now.',
    'store-blocked': 'Another tab with an older version of Tagline holds what this device keeps.',
    'store-newer': 'A newer version of Tagline, in another tab, has taken over what this device keeps.',
    'store-gone': 'What this device kept of this account was cleared.',
    'store-evicted':
      'This device is short of space: the texts of messages read longest ago are no longer kept on it.',
    'store-full': 'This device has no space left, so nothing more is kept on it.',
    'store-rebuilt': 'What this device kept was damaged. It is being read from the server again.',
    'store-broken': 'What this device kept is damaged and could not be mended.',
    'store-items-memory': 'What waits to be sent cannot be kept on this device.',
    'store-items-sealed':
      'Changes of an earlier session wait on this device, and their key is gone: they cannot be sent.',
    'store-not-deleted':
      'You are signed out, but another tab holds on to the emptied storage of this account.',
    'store-items-too-many': 'Too much waits to be sent already, so this was not taken.',
    'store-item-unsupported': 'This cannot be kept safely on this device, so it was not taken.',
    'store-item-too-large': 'This is too large to be kept on this device, so it was not taken.',
  },
  safe: {
    'on-server': 'Mail works: it is on the server.',
    'work-saved': 'What waits to be sent was saved.',
    'work-here': 'What waits to be sent is there while a tab of Tagline stays open.',
    emptied: 'No mail is left in it.',
  },
  next: {
    export: 'Save what waits as a file',
    'ordinary-window': 'To keep mail here, open Tagline in an ordinary window that may store data.',
    'free-space': 'Free some space on this device, then load the page again.',
    'close-others': 'Please close the other tabs of Tagline.',
    'wait-for-sending': 'Keep a tab open until it is sent.',
  },
  screen: {
    open: 'What this device keeps…',
    title: 'On this device',
    putAside: 'Put aside',
    details: 'What this device keeps',
    loading: 'Looking what is kept…',
    keeps: 'Keep mail on this device',
    keepsHint: 'There at once and without a network; signed in for 7 days from the last use.',
    nothing: 'No mail is kept.',
    lists: '{count, plural, one {the list of # folder} other {the lists of # folders}}',
    bodies: '{count, plural, one {the text of # message} other {the texts of # messages}} ({size})',
    kept: 'Kept: {what}.',
    waits:
      '{count, plural, =0 {Nothing waits to be sent.} one {# change waits to be sent.} other {# changes wait to be sent.}}',
    drafts: '{count, plural, one {# draft is kept.} other {# drafts are kept.}}',
    sealed:
      '{count, plural, one {# thing of an earlier session cannot be opened.} other {# things of an earlier session cannot be opened.}}',
    total: 'All in all this browser stores {used} for Tagline, of the {quota} it may use.',
    totalOnly: 'All in all this browser stores {used} for Tagline.',
    durable: 'The browser keeps it until you remove it.',
    clearable: 'The browser may clear it by itself when space runs short.',
    ask: 'Ask the browser to keep it',
    refused: 'The browser did not agree. It often does once a site was used for some days, or is a bookmark.',
    unknown: 'This browser does not say how long it keeps it.',
    forget: 'Forget what is kept here',
    forgetLead:
      'Mail of all accounts goes from this device, and nobody stays signed in once this tab is closed. Nothing changes on the server, and what waits to be sent stays.',
    forgetYes: 'Forget it',
    forgetNo: 'Keep it',
    forgotten: 'No mail is kept on this device any more.',
    forgetFailed: 'Not all of it could be removed just now.',
    changeFailed: 'That could not be changed just now.',
    export: 'Save what waits as a file',
    exportName: 'What waits to be sent',
    exported:
      '{count, plural, =0 {Nothing waits to be sent.} one {Saved: # thing that waits.} other {Saved: # things that wait.}}',
    exportFailed: 'What waits could not be read just now.',
  },
};
