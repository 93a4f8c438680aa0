/** What a page can keep and protect, by how it was opened. */
export const origin = {
  open: 'This page was not opened over https. Whoever can listen on the network in between can read your mail as it passes.',
  password:
    'Your password is not sent where the mail server offers SCRAM. Where it does not, it passes here in the clear.',
  behind: 'Encrypted only between this page’s server and {host}',
  reduced: 'You stay signed in only while this tab is open, and a reload may ask for your password again.',
  lostOpen:
    'Sign in again: a page that was not opened over https keeps no sign-in over a reload. Nothing on the mail server changed because of it.',
  lost: 'Sign in again: this browser could not keep your sign-in over the reload. Nothing on the mail server changed because of it.',
};
