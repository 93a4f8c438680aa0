/** Bounds and times of the engine. */

/** After the last tab went, how long a reload may take before everybody is signed out. */
export const RELOAD_GRACE_MS = 10_000;
/** A tab that comes back by its history so long after its end had been closed; going back and forth is quicker. */
export const REOPENED_AFTER_MS = 60_000;
/** Waits between tries to open what was sealed, while the bridge or the mail server is out of reach. */
export const RESUME_FIRST_MS = 2_000;
export const RESUME_LONGEST_MS = 30_000;
/** How long "this is my device" lasts from the last use, which is also how long the bridge's half lives. */
export const DEVICE_MS = 7 * 24 * 60 * 60_000;
/** Used again after so long, it gets a new half of the key, and with it the full time. */
export const DEVICE_RENEW_MS = 24 * 60 * 60_000;
/** What waits is written without a seal's key, in memory, when no page came with one by then. */
export const ITEM_KEY_MS = 10_000;
/** Accounts side by side. Each may hold a few connections, and one bridge serves them all. */
export const MAX_ACCOUNTS = 10;
/** Mailboxes whose rows the engine keeps of one account. */
export const MAX_MAILBOX_MODELS = 20;
/** Rows a page keeps of one mailbox; well below the engine's, so that the engine follows every row a page shows. */
export const MAX_PAGE_ROWS = 5_000;
/** Rows of a window that is asked for beyond what is on screen, and how many of them on each side. */
export const PREFETCH_WINDOW = 100;
export const PREFETCH_WINDOWS = 2;
/** Rows sent with a list a tab begins to watch. */
export const FIRST_ROWS = 100;
/** What became true of a mailbox is saved this long after it did, together with what follows. */
export const SAVE_EVERY_MS = 3_000;
/** Rows one request may name. */
export const MAX_WANTED_ROWS = 2_000;
/** Times a mailbox is opened anew after impossible answers, within the time below, before the person is told. */
export const MAX_RESYNCS = 3;
export const RESYNCS_WITHIN_MS = 10 * 60_000;
/** New messages are told together when they come within this time. */
export const NEW_MAIL_QUIET_MS = 1_000;
/** Ops a page remembers for toasts and undo. */
export const MAX_RECENT_OPS = 100;
/** After an op is done, how long its paint waits for the list to say the same. */
export const OVERLAY_GRACE_MS = 10_000;
/** A shared worker that has not said a word by then is asked for once more. */
export const SILENT_ENGINE_MS = 4_000;
/** A worker that has not said welcome by then is not there. */
export const WELCOME_TIMEOUT_MS = 15_000;
/** Iterations and octets of key derivation; more is a server's attack on the battery. */
export const MAX_ITERATIONS = 10_000_000;
/** Lines of the wire sent to a tab in one message; of more, the newest. */
export const MAX_WIRE_BATCH = 500;
/** Lines of the wire a page keeps. */
export const MAX_PAGE_WIRE_LINES = 5_000;
/** Messages named in one notification, characters of a sender or subject in it, and messages remembered as told of. */
export const MAX_NOTICES = 5;
export const MAX_NOTICE_TEXT = 120;
export const MAX_NOTICES_KNOWN = 2_000;
/** Messages that came together of which one notification can tell; of more only their number. */
export const MAX_NEWS_ROWS = 50;
/** Files of one import, and messages of it that are named because they could not be imported. */
export const MAX_IMPORT_FILES = 1_000;
export const MAX_IMPORT_FAILURES = 200;
/** Renames of folders a page remembers, so that whoever shows one of them goes along. */
export const MAX_RENAMES = 100;
/** Rows of a view asked for at once. */
export const VIEW_ROWS = 100;
/** Rows a view keeps; the model of its mailbox keeps more. */
export const MAX_VIEW_ROWS = 5_000;
/** Rows read at once of one folder when all are searched, and rows kept of all of them together: the newest. */
export const FOLDER_HITS = 100;
export const MAX_FOUND_ROWS = 5_000;
/** Messages sorted here where the server cannot sort; of more only those that are known. */
export const MAX_SORTED_HERE = 2_000;
/** Changes whose place in a view only the server knows: it is asked once they have passed. */
export const VIEW_STALE_MS = 1_500;
/** After somebody did something, how long nothing is read ahead; and between two small readings. */
export const AHEAD_QUIET_MS = 1_500;
export const AHEAD_PACE_MS = 50;
/** A message was opened: so long after it those that follow are read, and so many of them. */
export const AHEAD_NEXT_MS = 150;
export const AHEAD_NEXT = 2;
/** A server that refuses anything of it is left alone so long. */
export const AHEAD_REFUSED_MS = 10 * 60_000;
/** Newest rows of a folder whose unread messages are read ahead. */
export const AHEAD_ROWS = 50;
/** Octets of one message, in transfer encoding: a longer one is read when somebody opens it. */
export const AHEAD_MESSAGE_OCTETS = 128 * 1_024;
/** Octets an account within the time below. */
export const AHEAD_OCTETS = 16 * 1_048_576;
export const AHEAD_PERIOD_MS = 24 * 60 * 60_000;
/** Of what the browser lets this site store, the share above which nothing is read ahead. */
export const AHEAD_STORAGE_SHARE = 0.8;
/** Messages a page puts together into conversations, from the newest on, and people named in a row of one. */
export const MAX_CONVERSED = 10_000;
export const MAX_CONVERSATION_PEOPLE = 20;
/** Newest messages whose rows may be on their way while the others are shown. */
export const MAX_COMING = 500;
/** Messages asked for beyond those that are put together. */
export const CONVERSED_MORE = 200;
/** The server's word on a folder's conversations is asked for anew so long after mail came or went, at most so often, and only where that is cheap. */
export const THREADS_QUIET_MS = 5_000;
export const THREADS_EVERY_MS = 15_000;
export const MAX_THREADED_AGAIN = 20_000;
/** Conversations whose older messages are looked for before something is done to them. */
export const MAX_GATHERED = 20;
/** Other mailboxes the server is asked about for one conversation, and messages of one of them that are known to belong. */
export const MAX_RELATED_FOLDERS = 3;
export const MAX_RELATED_KNOWN = 100;
/** Messages whose dates are asked for to see a folder from afar; places looked at in one round on the way to a date, and rounds. */
export const DATE_SAMPLES = 33;
export const DATE_FANOUT = 8;
export const DATE_ROUNDS = 10;
