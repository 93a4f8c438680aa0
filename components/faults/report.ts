import type { AppError } from '@/lib/mail/types';

export interface ReportPlace {
  /** Of the page; what follows the path is left out, since it names folders. */
  readonly address: string;
  readonly browser: string;
  readonly at: Date;
}

/** What whoever runs the server wants to know, and nothing about the person or their mail. */
export function faultReport(
  error: AppError,
  sentence: string,
  { address, browser, at }: ReportPlace,
): string {
  const values = Object.entries(error.values ?? {}).map(([name, value]) => `${name}: ${value}`);
  const lines = [
    `Tagline fault: ${error.code}`,
    sentence,
    ...(error.serverText === undefined ? [] : [`The server says: ${error.serverText}`]),
    ...values,
    `page: ${address.split(/[?#]/, 1)[0] ?? ''}`,
    `time: ${at.toISOString()}`,
    `browser: ${browser}`,
    `see: docs/faults.md#${error.code}`,
  ];
  return `${lines.join('\n')}\n`;
}
