/** How long the browser may take to start reading the blob after the click. */
const REVOKE_AFTER_MS = 60_000;

/**
 * Hands bytes to the browser's own download. The type is always octet-stream: a file is saved, never shown, whatever
 * the message called it (security.md H05).
 */
export function saveBytes(bytes: Uint8Array, name: string): void {
  saveBlob(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }), name);
}

/** The same with bytes the browser keeps; `blob` must say octet-stream. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
}
