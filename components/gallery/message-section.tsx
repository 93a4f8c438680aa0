'use client';

import { useRef } from 'react';
import { Attachments } from '@/components/reader/attachments';
import { HtmlBody } from '@/components/reader/html-body';
import { LargeNotice, type LargeState } from '@/components/reader/large-notice';
import { MessageHeader } from '@/components/reader/message-header';
import { MessagePane } from '@/components/reader/message-pane';
import { MessageToolbar } from '@/components/reader/message-toolbar';
import { MessageView } from '@/components/reader/message-view';
import { TextBody } from '@/components/reader/text-body';
import type { MessageDetail } from '@/lib/mail/types';
import { useEngine } from '@/lib/query';
import { INBOX, MESSAGES, ROWS } from './invented-mail';
import { Section, Specimen } from './specimen';
import { ACCOUNT } from './still-engine';
import { NOBODY, stillContext } from './still-parts';

const nothing = () => undefined;
const SHEET = '@container border border-line bg-sheet';
const LARGE: readonly LargeState[] = [
  { kind: 'plain' },
  { kind: 'working' },
  { kind: 'failed', error: { code: 'message-too-large' } },
];
const PAGE = `${SHEET} p-4`;

/** A message and its parts. */
export function MessageSection() {
  const engine = useEngine();
  const toolbar = {
    onAction: nothing,
    onMove: nothing,
    onStep: nothing,
    onPrint: nothing,
    onSave: nothing,
  };
  const pane = {
    ...toolbar,
    account: ACCOUNT,
    mailbox: INBOX,
    row: undefined,
    canChoose: true,
    focusHeading: 0,
    contextOf: () => stillContext(engine, []),
    onBack: null,
    onClose: nothing,
  };
  return (
    <Section id="message" title="Message">
      <Specimen
        of="reader/message-toolbar"
        name="MessageToolbar: starred; nothing known; alone on the screen"
        className={SHEET}
      >
        <MessageToolbar {...toolbar} context={stillContext(engine, [ROWS.starred])} onBack={null} />
        <MessageToolbar {...toolbar} context={null} onBack={null} />
        <MessageToolbar {...toolbar} context={stillContext(engine, [ROWS.unread])} onBack={nothing} />
      </Specimen>
      <Specimen of="reader/message-header" name="MessageHeader" className={PAGE}>
        <Header message={MESSAGES.text} />
      </Specimen>
      <Specimen of="reader/message-header" name="MessageHeader: doubts about the sender" className={PAGE}>
        <Header message={MESSAGES.doubtful} />
      </Specimen>
      <Specimen of="reader/message-header" name="MessageHeader: right to left; nothing said" className={PAGE}>
        <Header message={MESSAGES.rightToLeft} />
        <hr className="my-5 border-line" />
        <Header message={MESSAGES.empty} />
      </Specimen>
      <Specimen of="reader/text-body" name="TextBody: links, quotes" className={PAGE}>
        <TextBody text={MESSAGES.text.text ?? ''} />
      </Specimen>
      <Specimen of="reader/html-body" name="HtmlBody: remote image withheld" className={PAGE}>
        <HtmlBody html={MESSAGES.html.html} text={null} parts={MESSAGES.html.inlineParts} />
      </Specimen>
      <Specimen of="reader/attachments" name="Attachments: every kind" className={PAGE} wide>
        <Attachments
          account={ACCOUNT}
          mailbox={INBOX}
          uid={MESSAGES.html.uid}
          attachments={MESSAGES.html.attachments}
        />
      </Specimen>
      <Specimen of="reader/message-view" name="MessageView: too large, cut" className={SHEET}>
        <View message={MESSAGES.large} />
      </Specimen>
      <Specimen of="reader/large-notice" name="LargeNotice: offered, under way, failed" className={PAGE}>
        {LARGE.map((state) => (
          <LargeNotice key={state.kind} state={state} onFormat={nothing} />
        ))}
      </Specimen>
      <Specimen of="reader/message-view" name="MessageView: no text" className={SHEET}>
        <View message={MESSAGES.empty} />
      </Specimen>
      <Specimen of="reader/message-pane" name="MessagePane: nothing open" className={`${SHEET} h-72`}>
        <MessagePane {...pane} uid={null} />
      </Specimen>
      <Specimen
        of="reader/message-pane"
        name="MessagePane: refused"
        className={`${SHEET} flex h-72 flex-col`}
      >
        <MessagePane {...pane} uid={NOBODY} />
      </Specimen>
    </Section>
  );
}

function Header({ message }: { readonly message: MessageDetail }) {
  const heading = useRef<HTMLHeadingElement>(null);
  return <MessageHeader message={message} headingRef={heading} />;
}

function View({ message }: { readonly message: MessageDetail }) {
  const heading = useRef<HTMLHeadingElement>(null);
  return <MessageView account={ACCOUNT} mailbox={INBOX} message={message} headingRef={heading} />;
}
