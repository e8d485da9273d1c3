import { expect, it } from 'vitest';
import { tellDecided } from '../../../src/case/decisions/tell-decided.js';
import type { Finding } from '../../../src/model/finding.js';
import { aFinding } from '../../helpers/findings.js';

const decision = { entry: 1, reason: 'Ours.', by: 'anna', until: '2022-12-31' };
let made = 0;
function finding(name: string, over: Partial<Finding> = {}): Finding {
  const one = aFinding({ fingerprint: String(++made).padStart(64, '0'), ...over });
  const windowsPath = `C:\\inetpub\\wwwroot\\${name}.aspx`;
  return { ...one, artifact: { ...one.artifact, collectedPath: `${name}.aspx`, windowsPath } };
}
const decided = (one: Finding): Finding => ({ ...one, decision });

/** Subjects, a line each: whether what it is about is decided, whether it is of an incident, and its findings. */
function told(...findings: Finding[]): string[] {
  const facts = {
    urlsOfFile: () => [],
    patchedOn: () => null,
    servers: ['EX01'],
    isShared: () => false,
    isRareAgent: () => false,
  };
  return tellDecided(findings, facts).subjects.map(
    (subject) =>
      `${subject.decided ? 'decided' : 'open'} ${subject.incident === null ? 'alone' : 'of an incident'} ${subject.host} ` +
      subject.findings.map((one) => findings.findIndex(({ fingerprint }) => fingerprint === one)).join(' '),
  );
}

const [a, more, weak] = [finding('a'), finding('a'), finding('a', { outcome: 'hygiene', severity: 'low' })];
const b = finding('b');

it.each<[string, Finding[], string[]]>([
  ['nothing', [], []],
  ['what nobody decided about', [a, b], ['open of an incident EX01 0', 'open of an incident EX01 1']],
  ['what is decided, last and of no incident', [decided(a), b], ['open of an incident EX01 1', 'decided alone EX01 0']],
  ['all that is decided', [decided(a), decided(more)], ['decided alone EX01 0 1']],
  ['the whole of what has something open that had success', [a, decided(more)], ['open of an incident EX01 0 1']],
  [
    'what is open of it and had none, with what is decided',
    [decided(a), weak],
    [expect.stringMatching(/^open .*EX01 1 0$/)],
  ],
  ['servers apart', [decided(a), { ...a, host: 'EX02' }], ['open of an incident EX02 0', 'decided alone EX01 0']],
])('tells %s', (_, findings, expected) => expect(told(...findings)).toEqual(expected));
