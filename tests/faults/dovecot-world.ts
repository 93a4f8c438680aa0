/** The product over the real bridge and a TCP proxy that breaks as told, against Dovecot. */
import { WebSocket } from 'ws';
import { dialWebSocket, type WebSocketLike } from '../../lib/net/ws';
import type { Dovecot } from '../support/dovecot';
import type { FaultProxy } from '../support/faults/proxy';
import { quote, type ImapClient } from '../support/imap-client';
import { Browser } from './browser';
import { heldLine, letter, numberOfId } from './letters';
import type { Person } from './person';
import { parseMail, type Others, type Scenario } from './scenario';
import { RealTime } from './time';

/** How much faster than the wall the product's clock goes. */
const RATE = 25;
/** Folders this server makes for everybody, which no scenario speaks of. */
const UNSPOKEN = ['Drafts', 'Sent', 'Junk'];
let users = 0;

export interface DovecotSite {
  readonly dovecot: Dovecot;
  readonly proxy: FaultProxy;
  /** Of the bridge whose target is the proxy. */
  readonly origin: string;
}

/** What this server can be made to do as the scenario wants it. */
export const suitsDovecot = ({ manners = {} }: Scenario): boolean =>
  manners.without === undefined &&
  manners.quota === undefined &&
  manners.connections === undefined &&
  manners.missing === undefined &&
  manners.refuse === undefined;

export class DovecotWorld {
  readonly time = new RealTime(RATE);
  readonly others: Others;
  readonly problems: readonly string[];
  /** Whose account it is, by the name Dovecot knows. */
  readonly user: string;
  readonly #site: DovecotSite;
  readonly #browser: Browser;
  readonly #control: ImapClient;

  private constructor(site: DovecotSite, user: string, control: ImapClient) {
    this.#site = site;
    this.user = user;
    this.#control = control;
    const { address, password } = site.dovecot.user(user);
    this.#browser = new Browser({
      time: this.time,
      user: address,
      password,
      nameOf: (folder) => folder,
      dial: (handlers) =>
        dialWebSocket(
          {
            url: `${site.origin.replace(/^http/, 'ws')}/bridge`,
            target: 'default-imap',
            plainSecurity: 'loopback',
            makeSocket: (url, protocol) =>
              new WebSocket(url, protocol, { origin: site.origin }) as unknown as WebSocketLike,
          },
          handlers,
        ),
    });
    this.problems = this.#browser.problems;
    this.others = {
      deliver: (folder, number) => this.#append(folder, number, []),
      flag: async (folder, number, flag, add) => {
        const uid = await this.#find(folder, number);
        await control.store(`${uid}`, `${add ? '+' : '-'}FLAGS (${flag})`);
      },
      remove: async (folder, number) => control.expunge(`${await this.#find(folder, number)}`),
      renumber: async (folder) => {
        const mail = (await this.#heldIn(folder)).map(parseMail);
        await control.ok('UNSELECT');
        await control.ok(`DELETE ${quote(folder)}`);
        await control.create(folder);
        for (const { number, flags } of mail) await this.#append(folder, number, flags);
      },
    };
  }

  /** An account of its own with the scenario's mail. */
  static async make(site: DovecotSite, { mail, manners }: Scenario): Promise<DovecotWorld> {
    users += 1;
    const user = `person${users}`;
    const control = await site.dovecot.connect(user);
    const world = new DovecotWorld(site, user, control);
    for (const folder of manners?.folders ?? []) {
      await control.create(folder);
      await control.ok(`SUBSCRIBE ${quote(folder)}`);
    }
    for (const line of mail) {
      const { folder, number, flags } = parseMail(line);
      await world.#append(folder, number, flags);
    }
    return world;
  }

  get network() {
    return this.#site.proxy.network;
  }

  person(): Promise<Person> {
    return this.#browser.start();
  }

  tab(): Promise<Person> {
    return this.#browser.tab();
  }

  async held(): Promise<readonly string[]> {
    const lines: string[] = [];
    for (const folder of await this.#folders('LIST'))
      if (!UNSPOKEN.includes(folder)) lines.push(...(await this.#heldIn(folder)));
    return lines.toSorted();
  }

  async tree(): Promise<readonly string[]> {
    const subscribed = new Set(await this.#folders('LSUB'));
    const all = (await this.#folders('LIST')).filter((name) => !UNSPOKEN.includes(name));
    return all.map((name) => (name === 'INBOX' || subscribed.has(name) ? name : `${name} -`)).toSorted();
  }

  /** Browser and second client are gone; the network is as it was. */
  async close(): Promise<void> {
    this.#browser.kill();
    this.network.arm(null);
    this.network.tap = null;
    this.network.resume();
    await this.#control.logout();
  }

  async #folders(command: 'LIST' | 'LSUB'): Promise<readonly string[]> {
    const { untagged } = await this.#control.ok(`${command} "" *`);
    return untagged.flatMap(({ text }) => /"\/" "?([^"]+)"?$/.exec(text)?.[1] ?? []);
  }

  async #heldIn(folder: string): Promise<readonly string[]> {
    const { exists } = await this.#control.select(folder);
    if (exists === 0) return [];
    const { untagged } = await this.#control.ok('FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])');
    return untagged.flatMap(({ text, literals }) => {
      const flags = /FLAGS \(([^)]*)\)/.exec(text)?.[1];
      const [head] = literals;
      if (flags === undefined || head === undefined) return [];
      return [heldLine(folder, numberOfId(head.toString()), flags.split(' ').filter(Boolean))];
    });
  }

  async #find(folder: string, number: number): Promise<number> {
    await this.#control.select(folder);
    const [uid] = await this.#control.search(`HEADER Message-ID ${quote(letter(number).messageId)}`);
    if (uid === undefined) throw new Error(`letter ${number} is not in ${folder}`);
    return uid;
  }

  async #append(folder: string, number: number, flags: readonly string[]): Promise<void> {
    await this.#control.append(folder, [{ message: Buffer.from(letter(number).raw), flags }]);
  }
}
