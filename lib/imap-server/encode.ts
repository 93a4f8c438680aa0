import { WireWriter, joinFlight } from '../imap/wire/writer';

const encoder = new TextEncoder();

export const ascii = (text: string): Uint8Array => encoder.encode(text);

/** One character an octet. */
export function toBinaryText(bytes: Uint8Array): string {
  let text = '';
  for (const octet of bytes) text += String.fromCharCode(octet);
  return text;
}

export const fromBinaryText = (text: string): Uint8Array =>
  Uint8Array.from(text, (char) => char.charCodeAt(0));

/** A piece of a response, without line end. */
export function encode(write: (writer: WireWriter) => void): Uint8Array {
  const writer = new WireWriter();
  write(writer);
  const [flight] = writer.finish('inline');
  if (flight === undefined) return new Uint8Array(0);
  const line = joinFlight(flight);
  return line.subarray(0, line.length - 2);
}
