import { WireWriter, joinFlight } from '../imap/wire/writer';

const encoder = new TextEncoder();

export const ascii = (text: string): Uint8Array => encoder.encode(text);

export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const chunk of chunks) length += chunk.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** A piece of a response, without line end. */
export function encode(write: (writer: WireWriter) => void): Uint8Array {
  const writer = new WireWriter();
  write(writer);
  const [flight] = writer.finish('inline');
  if (flight === undefined) return new Uint8Array(0);
  const line = joinFlight(flight);
  return line.subarray(0, line.length - 2);
}
