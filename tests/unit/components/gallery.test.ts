import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '..', '..', '..', 'components');

const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

/** Files that draw something, without their ending. */
const drawn = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.tsx') && !path.startsWith('gallery/'))
  .map((path) => path.slice(0, -'.tsx'.length))
  .toSorted();

const sections = readdirSync(join(folder, 'gallery'))
  .filter((name) => name.endsWith('.tsx') && name !== 'specimen.tsx')
  .map((name) => read(`gallery/${name}`));

/** What the gallery says it shows. */
const shown = new Set(
  sections.flatMap((text) => Array.from(text.matchAll(/\bof="([^"]+)"/g), ([, of]) => of)),
);

/** Not in the gallery, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'console/wire-dock': 'draws nothing of its own: says whether the drawer is open',
  'console/wire-list': 'the lines of the protocol drawer, drawn with it',
  'device/device-screen': 'decides whether device/device-dialog is there',
  'conversation/open-mail': 'decides between reader/message-pane and conversation/conversation-pane',
  'folders/folder-item': 'a line of the folder tree, drawn with it',
  'folders/rail-tip': 'what an icon of the folder rail means, drawn with it',
  'login/sign-in-screen':
    'a whole screen: scanned in every language, theme and width by the accessibility tests',
  'offline/sign-out': 'asks by offline/sign-out-dialog',
  'offline/offline-shell': 'decides whether offline/update-offer is there',
  'reader/html-frame': 'the frame of a formatted mail, drawn with its body',
  'shell/live-region': 'heard, not seen',
  'shell/list-side': 'decides what messages/list-pane shows on the mail screen',
  'shell/message-side': 'decides what conversation/open-mail shows on the mail screen',
  'shell/mail-regions': 'the places of the mail screen, drawn with it',
  'shell/triage-toast': 'what is said in the toast',
  'shell/mail-screen': 'a whole screen: scanned in every state by the accessibility tests',
  'shell/message-drag': 'draws nothing of its own: what may be dropped where',
  'messages/row-content': 'stands in every row of messages/message-row',
  'shell/tagline-app': 'chooses between the screens',
};

describe('the gallery', () => {
  it('shows every component that draws something', () => {
    const missing = drawn.filter((file) => !shown.has(file) && !(file in ELSEWHERE));
    expect(missing, 'add a <Specimen of="..."> in components/gallery, or say why not').toEqual([]);
  });

  it('names only files that are there, and imports what it names', () => {
    for (const of of shown) expect(drawn).toContain(of);
    const imported = sections.join('\n');
    for (const of of shown) expect(imported).toContain(`from '@/components/${of}'`);
  });

  it('excuses nothing that is shown or gone', () => {
    for (const file of Object.keys(ELSEWHERE)) {
      expect(drawn).toContain(file);
      expect(shown.has(file)).toBe(false);
    }
  });
});
