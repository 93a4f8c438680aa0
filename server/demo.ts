export interface DemoOptions {
  /** TCP port on loopback; 0 takes a free one. */
  readonly port: number;
  readonly log: (line: string) => void;
}

export interface RunningDemo {
  readonly port: number;
  close(): Promise<void>;
}

/** The embedded IMAP server on 127.0.0.1. */
export function startDemo(_options: DemoOptions): Promise<RunningDemo> {
  return Promise.reject(new Error('the demo mailbox is not part of this build; set IMAP_HOST'));
}
