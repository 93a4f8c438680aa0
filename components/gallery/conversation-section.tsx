'use client';

import { ConversationColumn } from '@/components/conversation/conversation-column';
import { ConversationMessage } from '@/components/conversation/conversation-message';
import { ConversationPane } from '@/components/conversation/conversation-pane';
import { ServerLine } from '@/components/conversation/server-line';
import { CutLine } from '@/components/conversation/cut-line';
import { MessageRowView } from '@/components/messages/message-row';
import type { MessageRow } from '@/lib/mail/types';
import {
  useEngine,
  type ConversationSnapshot,
  type OlderMessages,
  type RelatedMessage,
  type RelatedQuery,
  type ServerThreadsControl,
} from '@/lib/query';
import { FOLDERS, INBOX, MESSAGES, NOW, ROWS } from './invented-mail';
import { Section, Specimen } from './specimen';
import { ACCOUNT } from './still-engine';
import { stillContext, stillList } from './still-parts';

const nothing = () => undefined;
const HOUR = 3_600_000;
const ANA = { name: 'Ana Ruiz', address: 'ana.ruiz@example.org' };
const NORA = { name: 'Nora Albers', address: 'nora@example.com' };
const LONG = { name: 'Maximiliana von und zu Hohenfelsen-Ebersberg', address: 'm@example.org' };
const memberOf = (base: MessageRow, uid: MessageRow['uid'], hours: number, change: Partial<MessageRow>) => ({
  ...base,
  uid,
  date: NOW - hours * HOUR,
  subject: 'Who brings the ladder?',
  ...change,
});
const [text, html, empty] = [MESSAGES.text.uid, MESSAGES.html.uid, MESSAGES.empty.uid];
/** Newest first. */
const MEMBERS: readonly MessageRow[] = [
  memberOf(ROWS.unread, text, 1, { from: [NORA], seen: false }),
  memberOf(ROWS.read, html, 26, { from: [LONG], starred: true, hasAttachment: true }),
  memberOf(ROWS.read, empty, 50, { from: [NORA] }),
];
const conversation = (
  change: Partial<MessageRow>,
): MessageRow & { readonly members: readonly MessageRow[] } => ({
  ...memberOf(ROWS.read, text, 1, {}),
  members: MEMBERS,
  ...change,
});
const SENT = FOLDERS.find((folder) => folder.role === 'sent')?.name ?? INBOX;
const ANSWER: RelatedMessage = {
  mailbox: SENT,
  uidValidity: 1 as RelatedMessage['uidValidity'],
  row: memberOf(ROWS.read, MESSAGES.large.uid, 30, { from: [ANA], to: [NORA] }),
};
const relatedOf = (change: Partial<RelatedQuery>): RelatedQuery => ({
  status: 'success',
  data: { messages: [ANSWER], asked: [SENT], error: null, own: 'unknown' },
  found: undefined,
  error: null,
  folders: [SENT],
  ...change,
});
const RELATED: readonly (readonly [string, RelatedQuery])[] = [
  ['with an answer in Sent', relatedOf({})],
  ['looking elsewhere', relatedOf({ status: 'pending', data: undefined })],
  [
    'without a connection',
    relatedOf({ data: { messages: [], asked: [SENT], error: { code: 'offline' }, own: 'unknown' } }),
  ],
];
/** Nothing lies further down. */
const ALL_HERE: OlderMessages = {
  known: { members: new Map(), has: () => false, put: nothing, isLookedFor: () => false },
  ownOf: () => undefined,
  gather: () => null,
};
const SHEET = '@container border border-line bg-sheet';
const CUT: ConversationSnapshot = { ...stillList([]), covered: 10_000, messages: 1_000_000, isCut: true };
const THREADS = {
  uidValidity: 1 as RelatedMessage['uidValidity'],
  uids: new Uint32Array(64),
  roots: new Uint32Array(64),
  conversations: 31,
};
const SERVER: readonly ServerThreadsControl['state'][] = [
  { kind: 'asking', share: null },
  { kind: 'asking', share: 0.42 },
  { kind: 'whole', threads: THREADS },
  { kind: 'whole', threads: THREADS, old: 'when-asked' },
  { kind: 'unable' },
  { kind: 'failed', error: { code: 'server-refused' } },
];
const ROW_STATES: readonly MessageRow[] = [
  conversation({ from: [NORA, ANA], seen: false, starred: true, hasAttachment: true }),
  conversation({ from: [NORA, LONG, ANA, ...ROWS.starred.from] }),
  conversation({ from: [NORA] }),
];

/** Messages that answer each other: as rows, and open. */
export function ConversationSection() {
  const engine = useEngine();
  const column = {
    ref: null,
    account: ACCOUNT,
    mailbox: INBOX,
    subject: 'Who brings the ladder?',
    members: MEMBERS,
    nameOf: (name: string) => (name === SENT ? 'Sent' : name),
    focusHeading: 0,
    takeFocus: () => false,
    alone: false,
    onStar: nothing,
    onMenu: nothing,
    onSeen: nothing,
    onGoTo: nothing,
  };
  return (
    <Section id="conversations" title="Conversations">
      <Specimen of="messages/message-row" name="Rows: conversations">
        <div
          role="grid"
          aria-label="Specimen"
          className="relative overflow-hidden bg-sheet"
          style={{ height: 156 }}
        >
          {ROW_STATES.map((row, index) => (
            <MessageRowView
              key={index}
              row={row}
              position={index}
              y={index * 52}
              height={52}
              density="cosy"
              open={false}
              selected={false}
              selecting={false}
              tabStop={index === 0}
              outgoing={false}
              self={ANA.address}
              swipe={null}
              now={NOW}
              gestures={{
                onOpen: nothing,
                onToggle: nothing,
                onExtend: nothing,
                onStar: nothing,
                onFocus: nothing,
                onMenu: nothing,
                onDragStart: nothing,
                onSwipe: nothing,
              }}
            />
          ))}
        </div>
      </Specimen>
      {RELATED.map(([name, related]) => (
        <Specimen
          key={name}
          of="conversation/conversation-column"
          name={`ConversationColumn: ${name}`}
          className={SHEET}
        >
          <ConversationColumn {...column} related={related} />
        </Specimen>
      ))}
      <Specimen
        of="conversation/conversation-message"
        name="ConversationMessage: read, unread, elsewhere"
        className={SHEET}
      >
        <ol className="px-4">
          {[...MEMBERS.toReversed(), ANSWER.row].map((row) => (
            <ConversationMessage
              key={row.uid}
              account={ACCOUNT}
              item={{
                key: `${row.uid}`,
                mailbox: INBOX,
                row,
                uidValidity: null,
                elsewhere: row === ANSWER.row,
              }}
              folder={row === ANSWER.row ? 'A folder with a long name of its own' : null}
              open={false}
              onToggle={nothing}
              onStar={nothing}
              onMenu={nothing}
              onGoTo={nothing}
            />
          ))}
        </ol>
      </Specimen>
      <Specimen
        of="conversation/conversation-pane"
        name="ConversationPane"
        className={`${SHEET} flex h-96 flex-col`}
      >
        <ConversationPane
          ref={null}
          account={ACCOUNT}
          mailbox={INBOX}
          row={conversation({})}
          folders={FOLDERS}
          focusHeading={0}
          takeFocus={() => false}
          older={ALL_HERE}
          contextOf={(rows) => ({ ...stillContext(engine, rows), readOnly: true })}
          onAction={nothing}
          onStar={nothing}
          onMenu={nothing}
          onMove={nothing}
          onBack={null}
          onStep={nothing}
          onPrint={nothing}
          onSave={nothing}
          onGoTo={nothing}
        />
      </Specimen>
      <Specimen of="conversation/server-line" name="ServerLine" className={SHEET}>
        {SERVER.map((state) => (
          <ServerLine
            key={JSON.stringify(state)}
            shown={CUT}
            server={{ state, ask: nothing, cancel: nothing }}
          />
        ))}
      </Specimen>
      <Specimen of="conversation/cut-line" name="CutLine" className={SHEET}>
        <CutLine shown={CUT} onMessages={nothing} />
      </Specimen>
    </Section>
  );
}
