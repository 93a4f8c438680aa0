/**
 * Every cap of this layer in one place (security.md 2.5 and 2.6; the row is named beside each). Input beyond a cap is
 * ignored, never an error: a hostile message must still open. Lengths are UTF-16 units for strings, octets for bytes.
 */

/** P08: octets of one header block that are read. */
export const MAX_HEADER_BYTES = 1_048_576;
/** P08: physical lines of one header block that are read. */
export const MAX_HEADER_LINES = 100_000;
/** P08: message ids kept from References. */
export const MAX_REFERENCES = 1_000;
/** RFC 5322 2.1.1: a line, so also a message id, has at most 998 octets. */
export const MAX_MESSAGE_ID_LENGTH = 998;

/** P07: addresses kept from one header field. */
export const MAX_ADDRESSES = 10_000;
/** P07: characters of one address field that are read. */
export const MAX_ADDRESS_LIST_LENGTH = 1_048_576;
/** Characters shown of one display name. */
export const MAX_DISPLAY_NAME_LENGTH = 1_000;
/** RFC 5321 4.5.3.1: 64 + 1 + 255, doubled for the local parts seen in the wild. */
export const MAX_ADDRESS_LENGTH = 640;
/** RFC 1035 2.3.4: characters of a domain name. */
export const MAX_DOMAIN_LENGTH = 255;

/** M08: parameters read from one field or BODYSTRUCTURE list. */
export const MAX_PARAMETERS = 100;
/** M08: characters of one joined parameter value. */
export const MAX_PARAMETER_LENGTH = 65_536;

/** P09: multiparts and embedded messages inside each other. */
export const MAX_MIME_DEPTH = 50;
/** P09: parts of one message, embedded messages' parts included. */
export const MAX_MIME_PARTS = 1_000;
/** RFC 2046 5.1.1 says 70; longer ones exist and do no harm up to here. */
export const MAX_BOUNDARY_LENGTH = 256;

/** RFC 2047 2: an encoded word has at most 75 characters; only the encoder keeps to it. */
export const MAX_ENCODED_WORD_LENGTH = 75;
/** Characters of the charset label (with RFC 2231 language) of an encoded word. */
export const MAX_CHARSET_LABEL_LENGTH = 64;

/** Quoted-printable: blanks held back because they may be the trailing blanks of a line (RFC 2045 6.7 rule 3). */
export const MAX_PENDING_BLANKS = 1_024;

/** M07: octets (UTF-8) of a file name we write; file systems stop at 255. */
export const MAX_FILE_NAME_BYTES = 200;
/** M07: characters of an offered file name that are looked at. */
export const MAX_RAW_FILE_NAME_LENGTH = 10_240;
/** M07: characters of a file name's extension. */
export const MAX_EXTENSION_LENGTH = 16;

/** P19: years outside are a forgery or a broken clock; INTERNALDATE is used. */
export const MIN_YEAR = 1970;
export const MAX_YEAR = 2100;
/** Characters of a Date field that are read. */
export const MAX_DATE_LENGTH = 256;

/** P17: characters of HTML turned into text. */
export const MAX_HTML_LENGTH = 200_000;
/** Blockquotes shown as `>` levels; deeper ones are shown at this depth. */
export const MAX_QUOTE_DEPTH = 20;
/** Characters of a body looked at for its preview line. */
export const MAX_PREVIEW_INPUT = 20_000;
/** Characters of a preview line. */
export const PREVIEW_LENGTH = 200;

/** Octets of the line that begins a message of an mbox file; a longer one is text. */
export const MAX_MBOX_FROM_LINE = 1_000;
/** Keywords kept with a message of an mbox file. */
export const MAX_MBOX_KEYWORDS = 64;
/** Octets of one message read from a file; it is sent as one literal and so in memory whole. */
export const MAX_FILE_MESSAGE = 64 * 1_048_576;
/** Messages read from one file. */
export const MAX_FILE_MESSAGES = 1_000_000;
/** Values with encoded words whose text is remembered. */
export const MAX_REMEMBERED = 1024;
/** Characters of the longest of them. */
export const MAX_REMEMBERED_LENGTH = 128;
