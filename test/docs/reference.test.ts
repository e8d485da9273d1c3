import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referenceItems } from '../../src/case/reports/reference.js';
import { projectRoot } from '../helpers/run-command.js';

const items = referenceItems();
const ids = new Set(items.map(({ id }) => id));
/** Words that have the form of an id: encodings, hashes and standards. */
const OTHER_WORDS = new Set(['UTF', 'SHA', 'MD', 'CVE', 'CWE', 'ISO', 'RFC', 'CP', 'AES', 'KB', 'CRC', 'EOT']);

function citationsIn(folder: string): { id: string; path: string }[] {
  return readdirSync(`${projectRoot}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|yar|yml|md)$/.test(path))
    .flatMap((path) => {
      const text = readFileSync(`${projectRoot}${folder}/${path}`, 'utf8');
      return [...text.matchAll(/(?<![\w-])([A-Z]{2,4})-(\d{2})(?![\w-])/g)]
        .filter(([, group = '']) => !OTHER_WORDS.has(group))
        .map(([id]) => ({ id, path: `${folder}/${path}` }));
    });
}

describe('the reference', () => {
  it.each(['src', 'signatures', 'docs'])('explains every id that %s names', (folder) => {
    const cited = citationsIn(folder);
    expect(cited.length).toBeGreaterThan(20);
    expect(cited.filter(({ id }) => !ids.has(id))).toEqual([]);
  });

  it('has each id once', () => expect(ids.size).toBe(items.length));

  it.each(items.map((item) => [item.id, item] as const))('%s has all of its parts', (_, item) => {
    expect(item.title).toMatch(/^[A-Z].{4,70}[^.]$/);
    expect(item.description).toMatch(/^.{20,}\.$/);
    expect(item.parts.map(({ name }) => name)).toEqual(['Looks like', 'Normal', 'Not seen', 'Looked for by']);
    for (const { text } of item.parts) expect(text.length).toBeGreaterThan(5);
  });

  it('is no document that a reader of the sources does not have', () => {
    const outside = readdirSync(`${projectRoot}src`, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .filter((path) =>
        /section \d+\.\d+[^;]{0,12}of the reference/.test(readFileSync(`${projectRoot}src/${path}`, 'utf8')),
      );
    expect(outside).toEqual([]);
  });
});
