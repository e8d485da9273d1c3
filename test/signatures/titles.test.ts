import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detectors } from '../../src/detectors/index.js';
import { projectRoot } from '../helpers/run-command.js';

function titlesIn(folder: string, form: RegExp): string[] {
  return readdirSync(`${projectRoot}signatures/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(yar|yml)$/.test(path))
    .flatMap((path) => [...readFileSync(`${projectRoot}signatures/${folder}/${path}`, 'utf8').matchAll(form)])
    .map(([, title = '']) => title);
}

/** One dialect, whatever a rule is written in. */
describe.each([
  ['detectors', detectors.map(({ title }) => title)],
  ['YARA rules', titlesIn('yara', /^\s+title = "([^"]*)"/gm)],
  ['Sigma rules', titlesIn('sigma', /^title: (.*)$/gm)],
])('titles of %s', (_, titles) => {
  it('are there', () => expect(titles.length).toBeGreaterThan(50));

  it('are short, in sentence case and without a final stop', () => {
    const smallWords = /\s(A|An|The|Of|In|On|By|To|From|With|Without|And|Or|Is|That|For|At)\b/;
    const wrong = titles.filter((title) => !/^[A-Z].{4,88}[^.]$/.test(title) || smallWords.test(title));
    expect(wrong).toEqual([]);
  });

  /** A sentence says what a page does; a title names what was found. */
  it('name what was found', () => {
    const sentence =
      /^(?:(?:Classic ASP )?(?:[Pp]age|[Aa]pplication)|Server code|Request|Compiled code|Style sheet)(?: of the product)? (?:is|can|[a-z]+s)\b/;
    expect(titles.filter((title) => sentence.test(title))).toEqual([]);
  });

  it('tell rules apart', () => expect(new Set(titles).size).toBe(titles.length));
});
