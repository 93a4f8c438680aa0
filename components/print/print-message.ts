import { setUpPrintFrame } from '@/components/reader/mail-frame';
import { PRINT_BODY_STYLE, PRINT_HEAD_STYLE } from '@/components/print/print-style';

/** What stands above the mail on paper. Everything is text. */
export interface PrintSheet {
  readonly subject: string;
  readonly lines: readonly (readonly [label: string, value: string])[];
  readonly lang: string;
}

/** Pictures that are not there by then are left out. */
const PICTURE_PATIENCE_MS = 5_000;
const SLOT = 'print-frame';

/**
 * Prints a message from a mail frame of its own: the browser breaks its pages as it breaks any document's, which it does not do
 * with a frame inside a page. Throws when the frame cannot be loaded. What is printed are copies of the nodes on screen, which were sanitised; nothing is parsed again.
 */
export async function printMessage(sheet: PrintSheet, article: HTMLElement): Promise<void> {
  document.querySelector(`[data-slot="${SLOT}"]`)?.remove();
  const shown = article.querySelector<HTMLIFrameElement>('[data-slot="message-body"] iframe');
  const frame = await loadedFrame(shown?.src.includes('remote=1') === true);
  const doc = frame.contentDocument;
  const view = frame.contentWindow;
  if (doc === null || view === null) {
    frame.remove();
    throw new Error('The print frame did not load.');
  }
  // The name of a file, when it is "printed" into one.
  doc.title = sheet.subject;
  fill(doc, sheet, bodyOf(article, shown));
  await picturesOf(doc);
  const title = document.title;
  document.title = sheet.subject;
  view.addEventListener('afterprint', () => frame.remove(), { once: true });
  view.focus();
  view.print();
  document.title = title;
}

async function loadedFrame(remote: boolean): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  frame.dataset['slot'] = SLOT;
  frame.title = 'print';
  frame.tabIndex = -1;
  frame.inert = true;
  frame.setAttribute('aria-hidden', 'true');
  // Out of sight, but with a size: some browsers print nothing of a frame that is not drawn.
  frame.className = 'pointer-events-none fixed -top-[200vh] start-0 h-px w-[50rem] border-0';
  setUpPrintFrame(frame, remote ? 'remote-images' : 'local');
  await new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true });
    document.body.append(frame);
  });
  return frame;
}

/** The mail as it is on screen: the content of its frame, or the text. */
function bodyOf(article: HTMLElement, shown: HTMLIFrameElement | null): Element | null {
  return (
    shown?.contentDocument?.querySelector('.tagline-mail') ??
    article.querySelector('[data-slot="message-body"] > *')
  );
}

function fill(doc: Document, sheet: PrintSheet, body: Element | null): void {
  doc.documentElement.lang = sheet.lang;
  const style = doc.createElement('style');
  style.textContent = PRINT_BODY_STYLE;
  doc.head.append(style);
  // In a shadow, beside the body: no style of the mail reaches what says who sent it.
  const head = doc.createElement('div');
  head.style.setProperty('all', 'initial', 'important');
  head.style.setProperty('display', 'block', 'important');
  const shadow = head.attachShadow({ mode: 'open' });
  const headStyle = doc.createElement('style');
  headStyle.textContent = PRINT_HEAD_STYLE;
  shadow.append(headStyle, headOf(doc, sheet));
  doc.documentElement.insertBefore(head, doc.body);
  const content = doc.createElement('div');
  content.className = 'tagline-mail tagline-print';
  // Whatever the mail positions stays inside its own box.
  for (const [property, value] of OWN_BOX) content.style.setProperty(property, value, 'important');
  if (body !== null) content.append(doc.importNode(body, true));
  doc.body.append(content);
}

const OWN_BOX = [
  ['position', 'relative'],
  ['contain', 'paint'],
] as const;

function headOf(doc: Document, { subject, lines }: PrintSheet): Element {
  const header = doc.createElement('header');
  const heading = doc.createElement('h1');
  heading.dir = 'auto';
  heading.textContent = subject;
  const list = doc.createElement('dl');
  for (const [label, value] of lines) {
    const row = doc.createElement('div');
    const term = doc.createElement('dt');
    const description = doc.createElement('dd');
    const isolated = doc.createElement('bdi');
    term.textContent = label;
    isolated.textContent = value;
    description.append(isolated);
    row.append(term, description);
    list.append(row);
  }
  header.append(heading, list);
  return header;
}

function picturesOf(doc: Document): Promise<unknown> {
  const loading = Array.from(doc.images)
    .filter((image) => image.hasAttribute('src') && !image.complete)
    .map(
      (image) =>
        new Promise((resolve) => {
          image.addEventListener('load', resolve, { once: true });
          image.addEventListener('error', resolve, { once: true });
        }),
    );
  const patience = new Promise((resolve) => setTimeout(resolve, PICTURE_PATIENCE_MS));
  return loading.length === 0 ? Promise.resolve() : Promise.race([Promise.all(loading), patience]);
}
