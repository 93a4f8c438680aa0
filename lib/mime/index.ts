export { envelopeToAddress, parseAddressList, type MimeAddress } from './addresses';
export { baseSubject, isAnswerBySubject } from './base-subject';
export { LocalMimeError, buildMessage, formatAddress, type MessageSpec, type PartSpec } from './build';
export { createCharsetDecoder, decodeCharset, type CharsetDecoder } from './charset';
export { formatMailDate, parseMailDate } from './dates';
export { decodeEncodedWords, encodeWords, forgetWords } from './encoded-words';
export { parseHeaders, parseReferences, type Headers } from './headers';
export * as mimeLimits from './limits';
export { MailFileReader, type BadFile, type BadMessage, type FileItem, type FileMessage } from './mail-file';
export { MboxWriter, type MboxMessage } from './mbox-writer';
export { decodeParameters, parseHeaderParameters } from './parameters';
export { displayDomain, safeDisplayText, safeFileName } from './safe-text';
export { parseMessage, type MimePart } from './structure';
export { decodeFlowed, htmlToText, previewText } from './text';
export {
  createTransferDecoder,
  decodeTransfer,
  encodeBase64,
  encodeQuotedPrintable,
  type TransferDecoder,
} from './transfer';
