import { WireWriter, joinFlight } from '../imap/wire/writer';

const encoder = new TextEncoder();

export const ascii = (text: string): Uint8Array => encoder.encode(text);

/** A piece of a response, without line end. */
export function encode(write: (writer: WireWriter) => void): Uint8Array {
  const writer = new WireWriter();
  write(writer);
  const [flight] = writer.finish('inline');
  if (flight === undefined) return new Uint8Array(0);
  const line = joinFlight(flight);
  return line.subarray(0, line.length - 2);
}
