/** Deflate on the byte pipe, against zlib as the server's end. */
import { randomBytes } from 'node:crypto';
import { constants, createDeflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBomb, nativeInflate, storedBlocks, type Inflater } from '../../../lib/net/deflate';
import { INFLATE_BACKLOG, INFLATE_FREE, INFLATE_RATIO } from '../../../lib/net/limits';
import { concatBytes } from '../../../lib/mime/bytes';

const SYNC = { finishFlush: constants.Z_SYNC_FLUSH };
const turn = (then: () => void): void => void setTimeout(then, 0);

interface Told {
  readonly inflater: Inflater;
  readonly pieces: Uint8Array[];
  readonly faults: string[];
  /** Resolves at the end of what was written. */
  readonly ended: () => Promise<Uint8Array>;
}

function inflating(): Told {
  const pieces: Uint8Array[] = [];
  const faults: string[] = [];
  const make = nativeInflate();
  if (make === null) throw new Error('this Node cannot inflate raw deflate');
  const inflater = make(
    { onBytes: (bytes) => void pieces.push(bytes), onBroken: (fault) => void faults.push(fault) },
    turn,
  );
  const ended = async (): Promise<Uint8Array> => {
    await new Promise<void>((resolve) => inflater.end(resolve));
    return concatBytes(pieces);
  };
  return { inflater, pieces, faults, ended };
}

/** Deflated in one stream, each text flushed as a server does. */
async function deflated(...texts: readonly (string | Uint8Array)[]): Promise<Uint8Array[]> {
  const stream = createDeflateRaw();
  const out: Uint8Array[] = [];
  let pending: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => void pending.push(chunk));
  for (const text of texts) {
    stream.write(text);
    await new Promise<void>((resolve) => stream.flush(constants.Z_SYNC_FLUSH, resolve));
    out.push(new Uint8Array(Buffer.concat(pending)));
    pending = [];
  }
  return out;
}

describe('what goes out', () => {
  it('is read by zlib as it was, piece by piece, whatever its size', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(70_000), { minLength: 1, maxLength: 5 }), (sizes) => {
        const plain = sizes.map((size) => new Uint8Array(randomBytes(size)));
        const stored = plain.map(storedBlocks);
        for (let i = 1; i <= stored.length; i++) {
          const read = inflateRawSync(concatBytes(stored.slice(0, i)), SYNC);
          expect(read.equals(concatBytes(plain.slice(0, i)))).toBe(true);
        }
      }),
      { seed: 20_261_122, numRuns: 30 },
    );
  });

  it('costs five octets a block, of which the longest has 65,535', () => {
    expect(
      [0, 1, 65_535, 65_536, 131_070, 131_071].map(
        (size) => storedBlocks(new Uint8Array(size)).length - size,
      ),
    ).toEqual([0, 5, 5, 10, 10, 15]);
  });
});

describe('what comes in', () => {
  it('is handed out with each flush, however it is cut, and whole', { tags: ['deep'] }, async () => {
    const texts = [
      '* 3 EXISTS\r\n',
      'x'.repeat(100_000),
      '* 4 EXISTS\r\n',
      new Uint8Array(randomBytes(50_000)),
    ];
    const flushed = await deflated(...texts);
    const whole = concatBytes(flushed);
    const plain = Buffer.concat(texts.map((text) => Buffer.from(text)));
    for (const size of [1, 7, 4_096, 65_536]) {
      const { inflater, faults, ended } = inflating();
      for (let at = 0; at < whole.length; at += size) inflater.write(whole.slice(at, at + size));
      expect(Buffer.from(await ended()).equals(plain)).toBe(true);
      expect(faults).toEqual([]);
    }
  });

  it('does not wait for more: each flushed piece is there before the next is written', async () => {
    const [first, second] = await deflated('* OK one\r\n', '* OK two\r\n');
    const told: string[] = [];
    const lines: (() => void)[] = [];
    const make = nativeInflate()!;
    const inflater = make(
      {
        onBytes: (bytes) => {
          told.push(new TextDecoder().decode(bytes));
          lines.shift()?.();
        },
        onBroken: () => undefined,
      },
      turn,
    );
    const next = (): Promise<void> => new Promise((resolve) => lines.push(resolve));
    let came = next();
    inflater.write(first!);
    await came;
    expect(told.join('')).toBe('* OK one\r\n');
    came = next();
    inflater.write(second!);
    await came;
    expect(told.join('')).toBe('* OK one\r\n* OK two\r\n');
    inflater.stop();
  });

  it.each([
    ['IMAP where compressed data must be', new TextEncoder().encode('* BYE injected before the switch\r\n')],
    ['a block type that does not exist', new Uint8Array([0x07, 1, 2, 3])],
    ['a distance before the beginning', new Uint8Array([0x02, 0x02, 0, 0, 0, 0, 0, 0])],
    ['a stored block whose length is not its complement', new Uint8Array([0, 1, 0, 1, 0, 65])],
  ])('is broken: %s', async (_name, bytes) => {
    const { inflater, faults } = inflating();
    await new Promise<void>((resolve) => {
      const check = (): void => (faults.length > 0 ? resolve() : void setImmediate(check));
      inflater.write(bytes);
      check();
    });
    inflater.write(new Uint8Array([1, 2, 3]));
    await new Promise<void>((resolve) => inflater.end(resolve));
    expect(faults).toEqual(['compressed-broken']);
  });

  it('P13: cut off in the middle of a block ends without a fault', async () => {
    const [whole] = await deflated(randomBytes(1_000).toString('hex'));
    const { inflater, faults, ended } = inflating();
    inflater.write(whole!.slice(0, whole!.length - 100));
    await ended();
    expect(faults).toEqual([]);
  });

  it('stopped hands out nothing more', async () => {
    const [text] = await deflated('* 3 EXISTS\r\n');
    const { inflater, pieces } = inflating();
    inflater.write(text!);
    inflater.stop();
    inflater.stop();
    inflater.write(text!);
    await new Promise<void>((resolve) => inflater.end(resolve));
    expect(pieces).toEqual([]);
  });
});

describe('a decompression bomb', () => {
  it('P13: is what grows more than 200-fold beyond 64 MiB', () => {
    expect(isBomb(1, INFLATE_FREE)).toBe(false);
    expect(isBomb(1, INFLATE_FREE + 1)).toBe(true);
    const million = 1_048_576;
    expect(isBomb(million, million * INFLATE_RATIO)).toBe(false);
    expect(isBomb(million, million * INFLATE_RATIO + 1)).toBe(true);
  });

  it(
    'P13: of zeros ends at the limit, having been in memory a piece at a time',
    { tags: ['deep'] },
    async () => {
      // 100 MB of zeros in 100 KB.
      const bomb = new Uint8Array(deflateRawSync(Buffer.alloc(100_000_000)));
      expect(bomb.length).toBeLessThan(200_000);
      let octets = 0;
      let largest = 0;
      const faults: string[] = [];
      const done = new Promise<void>((resolve) => {
        const inflater = nativeInflate()!(
          {
            onBytes: (bytes) => {
              octets += bytes.length;
              largest = Math.max(largest, bytes.length);
            },
            onBroken: (fault) => {
              faults.push(fault);
              resolve();
            },
          },
          turn,
        );
        inflater.write(bomb);
      });
      await done;
      expect(faults).toEqual(['compressed-too-large']);
      expect(octets).toBeLessThanOrEqual(INFLATE_FREE);
      expect(octets).toBeGreaterThan(INFLATE_FREE / 2);
      expect(largest).toBeLessThan(5_000_000);
    },
  );

  it('P13: that is never inflated does not fill the memory either', () => {
    const { inflater, faults } = inflating();
    const frame = storedBlocks(new Uint8Array(1_048_576));
    for (let at = 0; at <= INFLATE_BACKLOG; at += frame.length) inflater.write(frame);
    expect(faults).toEqual(['compressed-too-large']);
  });
});
