/** Failures of signing in, of a connection and of a folder that the engine finds out by itself. */
export const engineErrors = {
  'tab-reopened': 'This tab had been closed, which ends the session, even when the browser opens it again.',
  'device-expired':
    'This device was signed in for as long as it may be without being used, or the server took its part of the key back. The mail it kept is gone from it.',
  'mechanism-unknown': 'The mail server asks for a kind of sign-in that Tagline does not have ({offered}).',
  'mailbox-unsteady':
    'The server keeps contradicting itself about how many messages this folder has, so the list may not be right. It is read again when you open the folder anew.',
  'answer-endless':
    'The mail server began an answer and did not come to its end, so the connection was closed.',
};
