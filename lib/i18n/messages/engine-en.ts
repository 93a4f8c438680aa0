/** Failures of signing in, of a connection and of a folder that the engine finds out by itself. */
export const engineErrors = {
  'tab-reopened':
    'Sign in again: this tab had been closed, which ends the session, even when the browser opens it again. Nothing on the mail server changed because of it.',
  'mechanism-unknown':
    'The mail server asks for a kind of sign-in that Tagline does not have ({offered}). Your password was not sent; whoever runs the server can allow SCRAM, or PLAIN over an encrypted connection.',
  'mailbox-unsteady':
    'The server keeps contradicting itself about how many messages this folder has, so the list may not be right. It is read again when you open the folder anew.',
  'answer-endless':
    'The mail server began an answer and did not come to its end, so the connection was closed. The page connects again by itself.',
};
