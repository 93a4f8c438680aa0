import type { NextConfig } from 'next';

/** Names the sources this client was built from (tools/build.mjs); worker and page compare it. */
const build = process.env['NEXT_PUBLIC_BUILD'] ?? 'development';

/** A placeholder in the files of a build, which the server replaces (server/base-path.ts); empty in development. */
const basePath = process.env['NEXT_PUBLIC_BASE_PATH'] ?? '';

/**
 * The client is a static export: `next build` writes plain files to out/, and the server never loads Next
 * (docs/adr/0004-static-export.md). Images are not optimised and fonts come from a package, so a build needs no network.
 * Types are checked by `npm run check`, not by the build: starting the product must not wait for the tests' types.
 */
const config: NextConfig = {
  output: 'export',
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  allowedDevOrigins: ['127.0.0.1'],
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: true },
  ...(basePath === '' ? {} : { basePath }),
  env: { NEXT_PUBLIC_BUILD: build, NEXT_PUBLIC_BASE_PATH: basePath },
  generateBuildId: () => build,
};

export default config;
