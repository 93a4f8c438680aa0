/** The connection line: the state of what is on screen, in a word. */
export const connection = {
  connecting: 'Connecting',
  live: 'Live',
  roundTrip: '{ms}\u00a0ms',
  reconnecting: 'Reconnecting in {seconds}\u00a0s',
  reconnectingNow: 'Reconnecting',
  offline: 'Offline',
  signedOut: 'Signed out',
  retry: 'Try now',
  queued: '{count, plural, one {# action waiting} other {# actions waiting}}',
  liveHint: 'Changes on the server appear here at once.',
  checkedSeconds: 'Checked every {count, plural, one {second} other {# seconds}}',
  checkedMinutes: 'Checked every {count, plural, one {minute} other {# minutes}}',
  checkedHint: 'Changes on the server appear here when the folder is checked.',
  fewer: 'No further connections for now',
  showWire: 'Show the protocol',
  hideWire: 'Hide the protocol',
};
