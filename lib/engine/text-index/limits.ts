/** Bounds of the index of words; held by the code of this folder and tested in tests/unit/engine/text-index. */

/** Messages of one account. */
export const MAX_DOCUMENTS = 500_000;
/** Times a word stands for a message in the index of one account, at eight octets. */
export const MAX_POSTINGS = 16_000_000;
/** Different words of one account. */
export const MAX_TERMS = 1_500_000;
/** Characters of one message's text that are read, and different words taken of them. */
export const MAX_TEXT_CHARACTERS = 100_000;
export const MAX_TEXT_WORDS = 4_000;
/** The same of one header field. */
export const MAX_FIELD_CHARACTERS = 4_000;
export const MAX_FIELD_WORDS = 400;
/** Messages one answer names of one mailbox: the newest. */
export const MAX_CANDIDATES = 20_000;
/** The same of a search whose words do not tell which messages may belong (`is:unread`): each of them has to be looked at. */
export const MAX_WORDLESS = 5_000;
/** Messages that went are cleared out of the lists of words once they are so many, and this share of all. */
export const CLEAR_OUT_FROM = 1_000;
export const CLEAR_OUT_SHARE = 0.25;
/** Rows, and texts, sent to the index at once: a question waits for one of these at most. */
export const ROWS_AT_ONCE = 256;
export const TEXTS_AT_ONCE = 8;
/** Pause between what is read out of the store for the index: whoever acts comes first. */
export const FEED_PAUSE_MS = 10;
/** The store's mail is read for the index when so much time has passed since it was opened: the first screen comes first. */
export const FEED_AFTER_MS = 1_500;
/** Batches that wait for the index; of more, the store is read instead. */
export const MAX_WAITING = 200;
/** Batches kept for an index that is still on its way. */
export const MAX_EARLY = 50;
/** An index that does not answer a question, or take what it is given, is not there any more. */
export const FIND_MS = 5_000;
export const TAKE_MS = 30_000;
/** A page whose index was not loaded is asked for one again after so long. */
export const AGAIN_MS = 60_000;
/** Indexes begun after others that did not answer. */
export const MAX_STARTS = 3;
/** What is looked for is looked for again in what the index has learnt, this often. */
export const GREW_MS = 1_000;
/** Hits shown before the server has answered: the newest. */
export const MAX_HITS = 5_000;
/** Messages whose text is read to see whether it holds a phrase as it was typed. */
export const MAX_PHRASE_CHECKS = 50;
