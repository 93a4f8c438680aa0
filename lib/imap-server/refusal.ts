/** Thrown by a command to answer NO or BAD; the session turns it into the tagged line. */
export class Refusal extends Error {
  constructor(
    readonly status: 'no' | 'bad',
    text: string,
    /** Response code with its arguments, without brackets (RFC 9051 7.1). */
    readonly code: string | null = null,
  ) {
    super(text);
    this.name = 'Refusal';
  }
}

/** The command breaks the grammar. */
export const syntaxError = (text: string): Refusal => new Refusal('bad', text);
