/**
 * What the build writes into browser code in place of `process.env.<name>` (next.config.ts). Only the layer projects
 * read this file (tsconfig.layer-web.json); elsewhere Node declares `process`.
 */
declare const process: {
  readonly env: {
    readonly NODE_ENV: string;
    readonly NEXT_PUBLIC_BUILD: string;
    readonly NEXT_PUBLIC_BASE_PATH: string | undefined;
  };
};
