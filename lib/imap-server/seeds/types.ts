import type { PersonKey } from './people';

export interface SeedThread {
  readonly mailbox: string;
  readonly subject: string;
  /** How long ago the newest mail came. */
  readonly ageHours: number;
  readonly gapHours: number;
  readonly mails: readonly (readonly [from: PersonKey, text: string])[];
}

/** A mail written with choices: `{a|b}` picks one, `{name}`-like slots come from `slots`. */
export interface LetterTemplate {
  readonly from: PersonKey;
  readonly mailbox: string;
  readonly subject: string;
  readonly text: string;
}

export interface SeedAttachment {
  readonly filename: string;
  readonly type: string;
  readonly bytes: () => Uint8Array;
  /** Shown inside the HTML by cid:. */
  readonly contentId?: string;
}

/** A mail of the demo world before it is written as bytes. */
export interface SeedMail {
  readonly mailbox: string;
  readonly ageMinutes: number;
  readonly flags: readonly string[];
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly { readonly name: string; readonly address: string }[];
  readonly cc?: readonly { readonly name: string; readonly address: string }[];
  readonly subject: string;
  readonly language: 'en' | 'es' | 'ar' | 'he' | 'ja';
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly SeedAttachment[];
  /** Without angle brackets. */
  readonly messageId: string;
  /** Message-IDs of the conversation so far, oldest first, without angle brackets. */
  readonly references?: readonly string[];
  readonly headers?: readonly (readonly [name: string, value: string])[];
}
