/** What the nights of the engine share: sizes, octets, and how a figure is printed. */
export const MIB = 1024 * 1024;
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const say = (figure: string): void => void process.stdout.write(`figure: ${figure}\n`);
