/** What was said to a mail server about single messages, over all lines, so that a report can tell it. */
import { LineScanner } from '../support/imap-counter';
import type { Network, NetworkLine } from '../support/faults/network';

interface Said {
  readonly at: number;
  readonly line: number;
  readonly tag: string;
  readonly mailbox: string;
  readonly command: string;
  readonly uids: string;
  answer: string;
}

interface Ear {
  readonly number: number;
  mailbox: string;
  /** Named by the tag of the SELECT whose answer is awaited. */
  readonly opening: Map<string, string>;
  readonly up: LineScanner;
  readonly down: LineScanner;
}

const DEED = /^(\S+) UID (?:MOVE|COPY|STORE|EXPUNGE) ([\d,:*]+)/i;
const OPENING = /^(\S+) (?:SELECT|EXAMINE) "?([^" ]+)"?/i;

export class WireLog {
  readonly #said: Said[] = [];
  readonly #ears = new Map<NetworkLine, Ear>();

  constructor(network: Network) {
    network.tap = (from, bytes, line) => {
      const ear = this.#ears.get(line) ?? this.#newEar(line);
      (from === 'client' ? ear.up : ear.down).push(Buffer.from(bytes));
    };
  }

  /** Commands that change this message and what was answered, oldest first, with the time before or after `origin` (epoch ms). */
  about(mailbox: string, uid: number, origin: number): readonly string[] {
    return this.#said
      .filter((said) => said.mailbox === mailbox && holds(said.uids, uid))
      .map(
        ({ at, line, command, answer }) =>
          `${((at - origin) / 1_000).toFixed(2)} s, line ${line}, in ${mailbox}: ${command} -> ${answer}`,
      );
  }

  #newEar(line: NetworkLine): Ear {
    const ear: Ear = {
      number: this.#ears.size + 1,
      mailbox: '',
      opening: new Map(),
      up: new LineScanner((text) => this.#sent(ear, text)),
      down: new LineScanner((text) => this.#answered(ear, text)),
    };
    this.#ears.set(line, ear);
    return ear;
  }

  #sent(ear: Ear, text: string): void {
    const [, opens = '', mailbox] = OPENING.exec(text) ?? [];
    if (mailbox !== undefined) ear.opening.set(opens, mailbox);
    const [, tag, uids] = DEED.exec(text) ?? [];
    if (tag === undefined || uids === undefined) return;
    const { number, mailbox: open } = ear;
    this.#said.push({
      at: Date.now(),
      line: number,
      tag,
      mailbox: open,
      command: text,
      uids,
      answer: 'never',
    });
  }

  #answered(ear: Ear, text: string): void {
    const tag = text.split(' ', 1)[0] ?? '';
    const opened = ear.opening.get(tag);
    if (opened !== undefined) ear.mailbox = opened;
    const said = this.#said.findLast((one) => one.line === ear.number && one.tag === tag);
    if (said !== undefined) said.answer = text;
  }
}

/** Whether a sequence set names the UID. */
function holds(set: string, uid: number): boolean {
  return set.split(',').some((range) => {
    const [low = '', high = low] = range.split(':');
    const [from, to] = [low, high].map((end) => (end === '*' ? Infinity : Number(end))) as [number, number];
    return Math.min(from, to) <= uid && uid <= Math.max(from, to);
  });
}
