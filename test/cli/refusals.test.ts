import { describe, expect, it } from 'vitest';
import { afterpatchHere } from '../helpers/command-in-process.js';

const clean = 'samples/collections/exchange-2019-clean';

describe('what bad input gets', () => {
  it.each([
    ['a path that does not exist', ['hunt', '/no/such/path'], /no\/such\/path/],
    ['no path', ['hunt'], /no path was given/],
    ['an unknown option', ['hunt', '.', '--colour'], /unknown option/],
    ['a date that is none', ['hunt', clean, '--patched-on', '2022-02-30'], /2022-02-30[\s\S]*2021-03-10/],
    ['an unknown format', ['hunt', clean, '--format', 'pdf'], /Allowed choices are text, [^.]*json, jsonl/],
    ['an output without a file', ['hunt', clean, '--output', 'json'], /<format>=<file>/],
    ['an unknown class', ['hunt', clean, '--require', 'logs'], /web-content/],
    ['an address that is none', ['hunt', clean, '--own', '10.0.0.0/99'], /192\.0\.2/],
    ['a path after addresses that could be one', ['hunt', '--own', '10.0.0.0/8', 'AD01'], /no such path: AD01/],
    ['a misspelt option', ['hunt', clean, '--jbos', '2'], /Did you mean --jobs/],
    ['half a process', ['hunt', clean, '--jobs', '1.5'], /whole number/],
    [
      'a folder of signatures that does not exist',
      ['hunt', clean, '--signatures', '/no/such/rules'],
      /no\/such\/rules/,
    ],
    ['a folder of signatures that holds none', ['hunt', clean, '--signatures', 'schemas'], /No rules lie in .*schemas/],
    ['two outputs in one file', ['hunt', clean, '--output', 'json=x', '--output', 'text=./x'], /two --output/],
    ['nothing to measure on', ['signatures', 'measure'], /--malicious/],
    ['a folder without rules to lint', ['signatures', 'lint', 'schemas'], /No rule lies in schemas/],
    ['an unknown command', ['hnt', clean], /unknown command/],
    ['an unknown schema', ['schema', 'invoice'], /finding, /],
    ['an unknown rule', ['explain', 'no.such.rule'], /no\.such\.rule/],
    ['a misspelt rule', ['explain', 'iis.foreign-native-modul'], /Did you mean iis\.foreign-native-module\?/],
    [
      'a report that is not there',
      ['explain', 'x', '--report', '/no/such/report'],
      /\/no\/such\/report could not be read/,
    ],
    ['a report that is none', ['explain', 'x', '--report', 'package.json'], /package\.json is no report/],
  ])('%s: a message and exit code 2', async (_, args, message) => {
    const { code, stdout, stderr } = await afterpatchHere(args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
