/** Everything this server can, in the order it is told. */
export const allCapabilities = [
  'IMAP4rev1',
  'IMAP4rev2',
  'LITERAL+',
  'SASL-IR',
  'ID',
  'ENABLE',
  'IDLE',
  'NAMESPACE',
  'UIDPLUS',
  'MOVE',
  'UNSELECT',
  'CONDSTORE',
  'QRESYNC',
  'ESEARCH',
  'MULTISEARCH',
  'SORT',
  'SORT=DISPLAY',
  'THREAD=REFERENCES',
  'THREAD=ORDEREDSUBJECT',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'SPECIAL-USE',
  'STATUS=SIZE',
  'CHILDREN',
  'BINARY',
  'NOTIFY',
  'QUOTA',
  'QUOTA=RES-STORAGE',
  'AUTH=SCRAM-SHA-256',
  'AUTH=SCRAM-SHA-1',
  'AUTH=PLAIN',
  'AUTH=LOGIN',
] as const;

export interface CapabilityView {
  readonly offered: Iterable<string>;
  readonly signedIn: boolean;
  /** Passwords may cross this connection in the clear (RFC 9051 11.1). */
  readonly clearTextAllowed: boolean;
  readonly scram: boolean;
}

/** What the connection may be told now: sign-in methods vanish after sign-in, LOGINDISABLED guards open wires. */
export function capabilitiesNow(view: CapabilityView): readonly string[] {
  const told: string[] = [];
  for (const capability of view.offered) {
    if (capability.startsWith('AUTH=')) {
      const scram = capability.startsWith('AUTH=SCRAM');
      if (view.signedIn || (scram ? !view.scram : !view.clearTextAllowed)) continue;
    }
    told.push(capability);
  }
  if (!view.signedIn && !view.clearTextAllowed) told.push('LOGINDISABLED');
  return told;
}
