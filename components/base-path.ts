/** Where the app is served: '' at the root of its origin, else like '/webmail'. The server writes it into the built files. */
export const basePath: string = process.env.NEXT_PUBLIC_BASE_PATH ?? '';
