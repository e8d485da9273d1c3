import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const at = (path: string) => new URL(`../${path}`, import.meta.url);

describe('what the build joins', () => {
  it('exports what the library does', () => {
    const script = `console.log(Object.keys(await import(${JSON.stringify(at('dist/index.js').href)})).join(' '))`;
    const names = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(names.trim().split(' ').sort()).toEqual([
      'AfterpatchError',
      'ERROR_CODES',
      'createStore',
      'hunt',
      'mergeSweep',
      'planSweep',
      'pruneSweeps',
      'readSweepConfig',
      'runSweep',
    ]);
  });

  it.each([
    'cli/main',
    'cli/command-process',
    'collection/objects/object-store-process',
    'collection/reading/reading-process',
    'engine/content/content-process',
    'engine/logs/log-process',
    'engine/measure/cost-process',
    'engine/records/record-process',
    'engine/units/digest-process',
    'platform/parent-watch-process',
  ])('stands for %s', (entry) => {
    const text = readFileSync(at(`dist/${entry}.js`), 'utf8');
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#!'))).toEqual([
      `import '../${'../'.repeat(entry.split('/').length - 2)}joined/${entry.split('/').at(-1)}.js';`,
    ]);
  });

  it('names the licence of each package that is in it', () => {
    const folder = fileURLToPath(at('dist/joined/'));
    const told = readFileSync(`${folder}LICENSES.txt`, 'utf8');
    const sources = readdirSync(folder).filter((name) => name.endsWith('.js'));
    const packages = sources.flatMap((name) =>
      [...readFileSync(`${folder}${name}`, 'utf8').matchAll(/^\s*\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(
        ([, of]) => of,
      ),
    );
    expect(new Set(packages).size).toBeGreaterThan(20);
    for (const of of new Set(packages)) expect(told).toContain(`\n${of} `);
  });
});
