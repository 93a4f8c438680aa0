/**
 * All that the pure layers may use beyond ECMAScript: text coding, which browsers and Node share. Only the layer
 * projects read this file (tsconfig.layer-pure.json); elsewhere the DOM or Node declares the same.
 */

interface TextDecoder {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { readonly stream?: boolean }): string;
}

declare const TextDecoder: {
  new (label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean }): TextDecoder;
};

interface TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { readonly read: number; readonly written: number };
}

declare const TextEncoder: { new (): TextEncoder };
