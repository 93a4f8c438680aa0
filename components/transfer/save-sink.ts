import { saveBlob } from '@/components/reader/save-bytes';

/** Where a file goes piece by piece. */
export interface SaveSink {
  /** False: there is no room for it; nothing more may be written. */
  write(pieces: readonly Uint8Array[]): Promise<boolean>;
  close(): Promise<void>;
  /** Nothing of it stays. */
  abort(): Promise<void>;
}

/** Octets of a file the browser itself keeps until it is complete; browsers bound what a page may hold. */
export const MAX_BLOB_FILE = 1_073_741_824;
/** Pieces are handed to the browser in lumps of this size, which it may put on disk. */
const LUMP = 8 * 1_048_576;

/** What browsers with files of their own have; TypeScript's DOM does not name it. */
interface FilePicker {
  readonly showSaveFilePicker?: (options: {
    readonly suggestedName: string;
    readonly types: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[];
  }) => Promise<FileSystemFileHandle & { remove?: () => Promise<void> }>;
}

/**
 * A file the person chooses the place of, written while it comes, where the browser can do that; else one that is kept by the
 * browser and saved whole, up to MAX_BLOB_FILE. Called in the click itself. Null: no place was chosen.
 */
export async function openSink(name: string): Promise<SaveSink | null> {
  const { showSaveFilePicker } = window as FilePicker;
  if (showSaveFilePicker === undefined) return blobSink(name);
  try {
    const handle = await showSaveFilePicker.call(window, {
      suggestedName: name,
      types: [{ accept: { 'application/mbox': ['.mbox'] } }],
    });
    return await fileSink(handle);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

async function fileSink(handle: FileSystemFileHandle & { remove?: () => Promise<void> }): Promise<SaveSink> {
  const stream = await handle.createWritable();
  return {
    write: async (pieces) => {
      // One write for many small pieces: each is a message to another process.
      await stream.write(new Blob(pieces as Uint8Array<ArrayBuffer>[]));
      return true;
    },
    close: () => stream.close(),
    abort: async () => {
      await stream.abort();
      // The browser made an empty file when the place was chosen.
      await handle.remove?.();
    },
  };
}

/** For one download by the browser's own means. */
export function blobSink(name: string, max = MAX_BLOB_FILE): SaveSink {
  let lumps: Blob[] = [];
  let pieces: Uint8Array[] = [];
  let waiting = 0;
  let octets = 0;
  const gather = (): void => {
    lumps.push(new Blob(pieces as Uint8Array<ArrayBuffer>[]));
    pieces = [];
    waiting = 0;
  };
  return {
    write: (more) => {
      for (const piece of more) {
        // A copy: a view would keep the whole buffer it is a part of.
        pieces.push(piece.slice());
        waiting += piece.length;
        octets += piece.length;
      }
      if (waiting >= LUMP) gather();
      return Promise.resolve(octets <= max);
    },
    close: () => {
      gather();
      // The type is always octet-stream: a file is saved, never shown (security.md H05).
      saveBlob(new Blob(lumps, { type: 'application/octet-stream' }), name);
      lumps = [];
      return Promise.resolve();
    },
    abort: () => {
      lumps = [];
      pieces = [];
      return Promise.resolve();
    },
  };
}
