/** Bounds of the model; every one is held by code of this folder and tested in tests/unit/mail. */

/** Folders shown of one account; a server that lists more is cut there and says so in the log. */
export const MAX_FOLDERS = 20_000;
/** Levels of the folder tree; deeper names are shown at this depth. */
export const MAX_FOLDER_DEPTH = 32;
/** Characters of a folder's name a person may type: servers bound whole names, files on disk at 255 octets. */
export const MAX_FOLDER_NAME = 100;
/** Characters of a folder's label. */
export const MAX_LABEL_LENGTH = 200;
/** Messages of one mailbox; IMAP numbers them with 32 bits. */
export const MAX_EXISTS = 4_294_967_295;
/** Messages one range of VANISHED takes away one by one; for more the mailbox is opened anew. */
export const MAX_VANISHED = 100_000;
/** Slots of one chunk of a windowed list. */
export const CHUNK_SLOTS = 128;
/** Rows a windowed list keeps before it forgets those far from the screen. */
export const MAX_LOADED_ROWS = 20_000;
/** Addresses kept of one address field of a row. */
export const MAX_ROW_ADDRESSES = 20;
/** Characters of a row's subject. */
export const MAX_SUBJECT_LENGTH = 1_000;
/** Keywords kept of one message. */
export const MAX_KEYWORDS = 100;
/** Parts of a BODYSTRUCTURE looked at when judging whether a message has attachments. */
export const MAX_STRUCTURE_PARTS = 500;
/** More messages than these are no op but long work (a FolderJob), with progress and a way to stop it. */
export const MAX_OP_UIDS = 500;
/** Ops the overlay keeps at once; the oldest settled ones go first. */
export const MAX_OVERLAY_OPS = 2_000;
/** Characters of a search that are read. */
export const MAX_SEARCH_TEXT = 1_000;
/** Words, operators and brackets of one search; the rest is left out, and that is told. */
export const MAX_SEARCH_TERMS = 100;
/** Brackets inside brackets; what stands deeper is left out. */
export const MAX_SEARCH_DEPTH = 10;
/** Characters of what names a message itself (objectid, RFC 8474 7). */
export const MAX_EMAIL_ID = 255;
/** Characters of one Message-ID (RFC 5322 2.1.1: a line), octets of a References field that are read, and ids kept of it. */
export const MAX_MESSAGE_ID = 998;
export const MAX_REFERENCES_OCTETS = 16_384;
export const MAX_REFERENCES = 8;
/** Messages of one subject among which an answer without references is put; a subject of more says nothing. */
export const MAX_SUBJECT_PEERS = 200;
/** Such an answer came so many days after what it answers, at most. */
export const MAX_SUBJECT_DAYS = 30;
/** Folders whose newest rows are read before anybody opens them. */
export const MAX_AHEAD_FOLDERS = 6;
/** Characters a word is known by in the index of words. */
export const MAX_WORD_LENGTH = 40;
