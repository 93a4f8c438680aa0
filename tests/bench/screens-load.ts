/**
 * Area `load`: octets and requests of a first visit, as they pass between browser and server, headers included: `load.form` until the
 * sign-in page is loaded, `load.list` until the newest row stands in the list, fonts apart, mail included.
 */
import type { Way } from './distance';
import { figure, note } from './figures';
import { mailboxHash, newestOf } from './mailbox-mails';
import { giveMailbox } from './mailboxes';
import type { Product } from './screens-products';
import { prepared, type World } from './screens-world';

const SIZE = '1k';
const FORM_GOAL_KB = 165;
const LIST_GOAL_KB = 260;
const REQUEST = /^(?:GET|POST|HEAD) (\S+) HTTP\/1\.1\r\n/;
const HEAD_OCTETS = 4_096;
const FONT = /\.woff2?(?:\?|$)/;

interface Weight {
  readonly requests: number;
  readonly octets: number;
  readonly fonts: number;
}

interface Visit {
  readonly form: Weight;
  readonly list: Weight;
}

export async function benchLoad(world: World): Promise<void> {
  const user = 'load';
  await giveMailbox(world.dovecot, user, SIZE);
  await world.warm(user);
  note('load: a first visit each');
  const scales = new Map<string, Scales>();
  const visits: (readonly [Product, Visit])[] = [];
  await world.behind(
    (of) => {
      const one = new Scales();
      scales.set(of, one);
      return { ms: 0, hear: one.hear };
    },
    async (products) => {
      for (const product of products)
        visits.push([product, await visitOf(world, product, user, scales.get(product.name) ?? new Scales())]);
    },
  );
  const [mine, other] = visits;
  if (mine === undefined) throw new Error('nobody was visited');
  const [, visit] = mine;
  const input = mailboxHash(SIZE);
  for (const [of, goal] of [
    ['form', FORM_GOAL_KB],
    ['list', LIST_GOAL_KB],
  ] as const) {
    const { requests, octets, fonts } = visit[of];
    const peer = (value: (weight: Weight) => number) =>
      other === undefined
        ? null
        : { name: other[0].name, version: other[0].version, value: value(other[1][of]) };
    const base = { larger: false, input } as const;
    world.tell(
      figure({
        ...base,
        id: `load.${of}`,
        unit: 'kB',
        ours: octets / 1_000,
        peer: peer((weight) => weight.octets / 1_000),
        goal: {
          text: `at most ${goal} kB${of === 'form' ? ' and no font' : ''} (${(fonts / 1_000).toFixed(0)} kB of fonts apart)`,
          met: octets <= goal * 1_000 && (of === 'list' || fonts === 0),
        },
      }),
    );
    world.tell(
      figure({
        ...base,
        id: `load.${of}.requests`,
        unit: 'requests',
        ours: requests,
        peer: peer((weight) => weight.requests),
        goal: { text: 'none', met: null },
      }),
    );
  }
}

async function visitOf(world: World, product: Product, user: string, scales: Scales): Promise<Visit> {
  const context = await world.browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
  try {
    const page = await prepared(context);
    await page.goto(product.url, { waitUntil: 'load' });
    await page.locator(product.signInButton).first().waitFor();
    const form = scales.read();
    await world.signIn(page, product, user, newestOf(SIZE));
    return { form, list: scales.read() };
  } finally {
    await context.close();
  }
}

/** What has come from the server so far. A browser sends no second request over a connection before the first is answered. */
class Scales {
  private readonly pathOf = new Map<object, string>();
  private weight: Weight = { requests: 0, octets: 0, fonts: 0 };

  readonly hear: NonNullable<Way['hear']> = (from, chunk, line) => {
    const { requests, octets, fonts } = this.weight;
    const path = REQUEST.exec(chunk.subarray(0, HEAD_OCTETS).toString('latin1'))?.[1];
    if (from === 'server') {
      const isFont = FONT.test(this.pathOf.get(line) ?? '');
      this.weight = isFont
        ? { requests, octets, fonts: fonts + chunk.length }
        : { requests, octets: octets + chunk.length, fonts };
    } else if (path !== undefined) {
      this.pathOf.set(line, path);
      this.weight = { requests: requests + 1, octets, fonts };
    }
  };

  read(): Weight {
    return this.weight;
  }
}
