import { basePath } from '@/components/base-path';

/**
 * Windows a mail may be shown in: `/mail-frame`, an empty document with a policy of its own and no scripts.
 * The same tokens stand in that response's policy and here (security.md 4.2.5); `allow-scripts` must never join them.
 */
const SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';
/** Without it a sandboxed window may not open the print dialog; nothing in it can ask for one but our page. */
const PRINT_SANDBOX = `${SANDBOX} allow-modals`;

export type FrameKind = 'local' | 'remote-images';

/** Sets up an iframe element for one document; its load event tells when it may be filled. */
export function setUpMailFrame(frame: HTMLIFrameElement, kind: FrameKind): void {
  frame.setAttribute('sandbox', SANDBOX);
  frame.referrerPolicy = 'no-referrer';
  frame.src = `${basePath}/mail-frame${kind === 'remote-images' ? '?remote=1' : ''}`;
}

/** The same for a sheet of paper. */
export function setUpPrintFrame(frame: HTMLIFrameElement, kind: FrameKind): void {
  frame.setAttribute('sandbox', PRINT_SANDBOX);
  frame.referrerPolicy = 'no-referrer';
  frame.src = `${basePath}/mail-frame?print=1${kind === 'remote-images' ? '&remote=1' : ''}`;
}

/** A mail frame nobody sees or reaches, not yet in the document. */
export function hiddenMailFrame(title: string): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.tabIndex = -1;
  frame.title = title;
  frame.setAttribute('aria-hidden', 'true');
  setUpMailFrame(frame, 'local');
  return frame;
}

let hidden: Promise<Window> | null = null;

/** The one hidden mail frame in which DOMPurify works: under the page's own policy styled mail would raise violations. */
export function sanitiserWindow(): Promise<Window> {
  hidden ??= new Promise((resolve, reject) => {
    const frame = hiddenMailFrame('sanitiser');
    frame.addEventListener(
      'load',
      () => {
        if (frame.contentWindow !== null && frame.contentDocument !== null) resolve(frame.contentWindow);
        else {
          hidden = null;
          frame.remove();
          reject(new Error('The mail frame did not load.'));
        }
      },
      { once: true },
    );
    document.body.append(frame);
  });
  return hidden;
}
