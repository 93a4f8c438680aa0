import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The settings files carry line comments; none of ours has `//` inside a string. */
const readJson = (path: string): unknown => JSON.parse(read(path).replaceAll(/^\s*\/\/.*$/gm, ''));

const foldersOf = (path: string): readonly string[] =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();

interface Project {
  readonly extends?: string;
  readonly references: readonly { readonly path: string }[];
}

const projectOf = (layer: string): Project => readJson(`lib/${layer}/tsconfig.json`) as Project;

const referencesOf = (layer: string): readonly string[] =>
  projectOf(layer).references.map(({ path }) => path.replace('../', ''));

describe('layers', () => {
  const layers = foldersOf('lib');

  it('every folder of lib is a compiled layer, so none escapes the import guard', () => {
    const listed = (readJson('tsconfig.layers.json') as Project).references.map(({ path }) => path);
    expect([...listed].toSorted()).toEqual(layers.map((layer) => `lib/${layer}`));
    expect(layers.filter((layer) => !existsSync(join(root, `lib/${layer}/tsconfig.json`)))).toEqual([]);
  });

  it.each(['imap', 'mime', 'sasl', 'mail', 'imap-server'])('%s is compiled without DOM and Node', (layer) => {
    expect(projectOf(layer).extends).toBe('../../tsconfig.layer-pure.json');
  });

  it('the protocol core sees nothing outside itself', () => {
    expect(referencesOf('imap')).toEqual([]);
    expect(referencesOf('mime')).toEqual([]);
  });

  it('references go down only', () => {
    const floors = [
      ['imap', 'mime'],
      ['sasl', 'mail'],
      ['imap-server', 'net', 'store', 'offline'],
      ['session'],
      ['engine'],
      ['query', 'i18n'],
      ['actions'],
    ];
    const floorOf = (layer: string): number => floors.findIndex((floor) => floor.includes(layer));
    const wrong = layers.flatMap((layer) =>
      referencesOf(layer)
        .filter((below) => floorOf(layer) === -1 || floorOf(below) >= floorOf(layer))
        .map((below) => `${layer} -> ${below}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('packages', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };

  it('are pinned to exact versions', () => {
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('the lock file names no registry', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"');
  });
});
