import { describe, expect, it } from 'vitest';
import { exported, hostileReport, reportOf } from '../../helpers/export-report.js';
import { documentedRules, errorsOf } from '../../helpers/export-schemas.js';
import { aFinding } from '../../helpers/findings.js';

const validate = documentedRules('cef');

/** An event as a receiver reads it: the header ends at its seventh free `|`, a value of the extension before the next free `key=`. */
function parsed(line: string) {
  const [, pri, time, host, event = ''] = /^<(\d+)>(.{15}) (\S+) CEF:(.*)$/s.exec(line) ?? [];
  const parts = event.split(/(?<!(?<!\\)(?:\\\\)*\\)\|/);
  const unescaped = (text: string) => text.replace(/\\([\\=|])/g, '$1');
  const [version, vendor, product, productVersion, signature, name, severity] = parts.map(unescaped);
  const extension = parts.slice(7).join('|');
  const keys = [...extension.matchAll(/(?:^| )(\w+)(?<!\\)=/g)];
  const values = keys.map((key, at) => {
    const text = extension.slice(key.index + key[0].length, keys[at + 1]?.index);
    return [key[1] ?? '', unescaped(text)];
  });
  const fields = { version, vendor, product, productVersion, signature, name, severity };
  return { pri: Number(pri), time, host, ...fields, extension: Object.fromEntries(values) };
}

describe('cef', () => {
  const report = hostileReport();
  const lines = exported('cef', report).split('\n').slice(0, -1);

  it('fits the format, whatever the evidence holds', () => {
    expect(lines).toHaveLength(report.findings.length);
    expect(errorsOf(validate, lines.map(parsed))).toEqual([]);
  });

  it('keeps what stands in the header and in the extension apart', () => {
    const finding = aFinding({
      title: 'a|b\\c',
      message: { id: 'x', text: 'x=1 src=203.0.113.9 \\ y|z', data: { clients: ['198.51.100.3'] } },
    });
    expect(parsed(exported('cef', reportOf([finding])).trimEnd())).toMatchObject({
      name: 'a|b\\c',
      severity: '8',
      extension: { msg: 'x=1 src=203.0.113.9 \\ y|z', src: '198.51.100.3' },
    });
  });

  const good = parsed(lines[0] ?? '');

  it.each([
    ['an eighth field', { ...good, more: 'x' }],
    ['a key that is none', { ...good, extension: { ...good.extension, evil: 'x' } }],
    ['a name for an address', { ...good, extension: { ...good.extension, src: 'attacker' } }],
    ['a severity above 10', { ...good, severity: '11' }],
    ['a message that is too long', { ...good, extension: { ...good.extension, msg: 'x'.repeat(2_000) } }],
    ['a host with white space', { ...good, host: 'EX 01' }],
  ])('has rules that refuse %s', (_, event) => expect(validate(event)).toBe(false));
});
