/** Every time and bound of the session layer; milliseconds unless the name says otherwise. */

/** Dial through the bridge: hello 5 s, connect 10 s and TLS 10 s there, so this is only reached when the bridge is silent. */
export const DIAL_TIMEOUT = 30_000;
export const GREETING_TIMEOUT = 15_000;
/** Silence while a command runs, after which the connection is probed. */
export const COMMAND_STALL = 60_000;
/**
 * While commands are in flight, the oldest must be answered within this time, or so many octets come: a large body over a slow line
 * passes (110 octets a second), as does a server that says for minutes that it is still searching; one that drips does not.
 */
export const ANSWER_TIME = 10 * 60_000;
export const ANSWER_OCTETS = 65_536;
/** A turn of work on what the server said ends after so many milliseconds, or octets; the clock is looked at after each step of octets. */
export const TURN_MS = 25;
export const SLICE_OCTETS = 262_144;
export const TURN_STEP = 16_384;
/** Above so many octets that wait for their turn, whatever arrives is worked off as it comes: the server is held back. */
export const MAX_WAITING_OCTETS = 1_048_576;
/** A probe must bring any byte within this time. */
export const PROBE_TIMEOUT = 10_000;
/** Pages woke up or came online: silence longer than this is probed. */
export const PROBE_AFTER_SILENCE = 2_000;
/** How often the clock is looked at, and how late that must be to say that the machine slept. */
export const HEARTBEAT = 5_000;
export const WOKE_LATE = 10_000;
/** IDLE is started when a connection was quiet this long, so that a burst of commands does not pay for DONE each time. */
export const IDLE_DELAY = 250;
/** IDLE is renewed: NATs and servers cut it from ten minutes on. */
export const IDLE_RENEW = 9 * 60_000;
export const IDLE_RENEW_LOOPBACK = 25 * 60_000;
/** An IDLE that the server ends by itself within this time was none, and after so many of them in a row it is polled. */
export const IDLE_SHORT = 5_000;
export const MAX_SHORT_IDLES = 3;
/** Poll by NOOP where IDLE is missing, refused or ended at once. */
export const POLL_EVERY = 30_000;
/** A folder that is shown and has no connection of its own is asked for its counters so often, while it is looked at and else. */
export const CHECK_VISIBLE = 60_000;
export const CHECK_HIDDEN = 5 * 60_000;
/** Between two readings of such a folder, however much happens there: each may break into what another tab watches. */
export const CHECK_GAP = 10_000;
export const LOGOUT_TIMEOUT = 2_000;
/** A prepared connection nobody signs in on is closed. */
export const PREPARED_LIFE = 120_000;
/** A connection borrowed for one folder is kept this long for the next use. */
export const SPARE_LIFE = 60_000;
/** After a server refused one more connection, it is not asked again for this long. */
export const SHRUNK_FOR = 10 * 60_000;
/** The longest wait a server is granted that tells one; and the shortest after it said too many, or not now, without a time. */
export const MAX_HINT = 30 * 60_000;
export const TOO_MANY_AGAIN = 60_000;
export const SOON_AGAIN = 15_000;
/** A tab nobody looked at for this long gives its connection back: a held one costs the mail server memory. */
export const REST_AFTER = 10 * 60_000;
/** A connection that lived this long was a success: the waits between tries start again at their shortest. */
export const STEADY_AFTER = 30_000;
/** Messages that are opened at once; whoever goes quickly from one to the next leaves the others behind unasked. */
export const OPENINGS_AT_ONCE = 2;
/** A read asked while away waits this long for the connection to come back. */
export const READ_PATIENCE = 15_000;

export const COUNTERS_DELAY = 300;
export const COUNTERS_VISIBLE = 90_000;
export const COUNTERS_HIDDEN = 5 * 60_000;
/** Mailboxes whose counters are asked at once; more would hold up the reader's own commands. */
export const STATUS_GROUP = 8;
/** Mailboxes counted at all, of an account with more. */
export const MAX_COUNTED = 2_000;
/** Mailboxes told of, of an account with more. */
export const MAX_FOLDERS = 20_000;
/** Up to so many mailboxes one LIST-STATUS is asked instead of groups. */
export const LIST_STATUS_MAX = 50;

/** Folders changed somewhere: LIST is asked once for all changes within this time. */
export const RELIST_DELAY = 300;
/** Of so many within this time, the next one waits as long. */
export const MAX_RELISTS = 20;
export const RELISTS_WITHIN = 60_000;
/** The list of folders is this good while nobody says otherwise; older, it is asked again when somebody looks. */
export const FOLDERS_FRESH = 60_000;
/** Quota is asked again at most so often, and after work that frees space. */
export const QUOTA_FRESH = 5 * 60_000;
/** Flags changed that nobody saw before: the unread are counted once the changes have passed. */
export const RECOUNT_DELAY = 500;
/** Messages of one command of long work: progress moves, cancelling takes effect, and readers find their turn in between. */
export const JOB_BATCH = 500;
/** Times a batch whose connection went is taken up again. */
export const JOB_TRIES = 5;

/** Connections a folder may take with it before it is left alone, and within which time. */
export const CRASHES_BEFORE_GIVING_UP = 3;
export const CRASHES_WITHIN = 5 * 60_000;
/** Connections that end so shortly after one another ended together: the line, or all of the server, did that. */
export const CRASHES_TOGETHER = 2_000;

/** Connections an account may hold, whatever is watched. */
export const MAX_CONNECTIONS = 3;
/** Rows of one window FETCH. */
export const WINDOW_ROWS = 100;
/** Rows asked first, so that the first screen is not late. */
export const FIRST_WINDOW_ROWS = 50;
/** Octets of one printed UID set: Exchange refuses command lines above 8,000, others above 1,000 tokens. */
export const SET_OCTETS = 6_000;
/** Where the server counts no changes: flags read at once when a mailbox is opened again, and in each later batch. */
export const RESYNC_FLAGS_FIRST = 100;
export const RESYNC_BATCH = 500;
/** UIDs this far apart are asked for their places, to see where something has gone. */
export const RESYNC_ANCHOR_EVERY = 500;
/** Ranges of UIDs named at once. */
export const RESYNC_SPANS = 60;
/** Above these a mailbox is opened anew instead of merged; `KNOWN`: where all their flags would have to be read. */
export const RESYNC_MAX_KNOWN = 20_000;
export const RESYNC_MAX_NEW = 2_000;
export const RESYNC_MAX_GONE = 50_000;
export const RESYNC_TRIES = 3;
/** A mailbox whose server counts fewer messages without saying which went is opened anew, so often within this time. */
export const MAX_SHRINKS = 3;
export const SHRINKS_WITHIN = 60_000;

/** Octets in transfer encoding: HTML above it is fetched only when asked for as formatted. */
export const MAX_HTML_FETCH = 300_000;
export const MAX_FORMATTED_FETCH = 8_388_608;
export const MAX_TEXT_FETCH = 1_048_576;
export const MAX_INLINE_PART = 1_048_576;
export const MAX_INLINE_PARTS = 30;
/** Characters and tags above which HTML is offered, not shown (security.md 4.2.1). */
export const MAX_HTML_CHARS = 200_000;
export const MAX_HTML_TAGS = 5_000;
/** Octets of one piece of a downloaded part, so that other commands find their turn in between. */
export const PART_PIECE = 1_048_576;
export const MAX_PART = 256 * 1_048_576;
/** Messages read at once of a mailbox nobody looks at, to tell of them. */
export const MAX_NEWS = 50;
/** Octets of one piece of a whole message read for a file. */
export const RAW_PIECE = 1_048_576;
/** Messages whose heads, and whose first pieces, are read at once for a file. */
export const MAX_RAW_HEADS = 500;
export const MAX_RAW_BODIES = 50;

/** Done ops remembered for undo. */
export const UNDO_DEPTH = 20;
/** Work waits so long to be written down before it goes on without. */
export const KEEP_PATIENCE = 2_000;
/** UIDs of one op that are believed when it is read from the store. */
export const MAX_KEPT_UIDS = 1_000_000;
/** Ranges of one set of long work that are believed. */
export const MAX_KEPT_RANGES = 1_000_000;

/** Messages of one view: a server that names more names none. */
export const MAX_FOUND = 5_000_000;
/** Names of mailboxes in one MULTISEARCH, and octets of them: servers bound the length of a command. */
export const SEARCH_NAMES = 500;
export const SEARCH_NAME_OCTETS = 6_000;
/** Larger mailboxes are sorted a piece at a time, and searched over a connection that nobody looks through. */
export const WHOLE_ORDER = 20_000;
/** Places of one such piece. */
export const FIND_PIECE = 2_000;
/** After a single connection went, before waiting work goes on over another. */
export const STALL_PAUSE = 500;

/** Messages of a conversation whose ids are read, and found of it in one other mailbox. */
export const MAX_RELATED = 100;
/** Messages found of a conversation in its own mailbox: one op names no more. */
export const MAX_MEMBERS = 500;
/** Ids of each sort that one question names: each makes the server look through headers. */
export const MAX_RELATED_CLUES = 8;
/** Messages whose dates are asked for at once. */
export const MAX_DATES = 64;
