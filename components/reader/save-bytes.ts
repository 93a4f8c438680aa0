/** How long the browser may take to start reading the blob after the click. */
const REVOKE_AFTER_MS = 60_000;

/**
 * Hands bytes to the browser's own download. The type is always octet-stream: a file is saved, never shown, whatever
 * the message called it (security.md H05).
 */
export function saveBytes(bytes: Uint8Array, name: string): void {
  const url = URL.createObjectURL(
    new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
}
