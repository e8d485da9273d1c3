import { describe, expect, it } from 'vitest';
import { defineDetector } from '../../src/model/detector.js';
import type { ElementEvidence } from '../../src/model/finding.js';
import { defineInputClass } from '../../src/model/input-class.js';
import { fakeContext } from './detector-context.js';
import { testDetector, weaknesses } from './detector-tester.js';

const position: ElementEvidence = { type: 'element', path: null, line: 3, column: 5, element: 'doors/door', text: '' };

interface Door {
  readonly name: string;
  readonly open: boolean;
  readonly position: ElementEvidence;
}

const openDoor = defineDetector({
  id: 'example.open-door',
  title: 'Door left open',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'hygiene',
  attack: ['T1133'],
  references: ['https://attack.mitre.org/techniques/T1133/'],
  falsePositives: ['Doors that visitors use'],
  nextSteps: ['Ask who opened it'],
  consumes: defineInputClass<Door>('door'),
  messages: { open: 'Door {name} is open' },
  *inspect({ name, open, position: at }) {
    if (open && name !== 'main') yield { message: 'open', data: { name }, at, identity: [name.toLowerCase()] };
  },
});

testDetector(openDoor, {
  hits: [
    {
      name: 'an open side door',
      input: { name: 'Side', open: true, position },
      detections: [{ message: 'open', at: { line: 3, column: 5 }, data: { name: 'Side' }, identity: ['side'] }],
    },
  ],
  misses: [
    { name: 'a closed door', input: { name: 'Side', open: false, position } },
    { name: 'the main door, which is open by day', input: { name: 'main', open: true, position }, looksAlike: true },
  ],
});

describe('weaknesses', () => {
  it('refuses a suite without hits, enough misses, a look-alike, or places', () => {
    expect(weaknesses({ hits: [], misses: [] })).toEqual([
      'needs at least one hit',
      'needs at least two misses',
      'needs a miss that looks alike',
    ]);
    expect(
      weaknesses({
        hits: [
          { name: 'empty', input: 1, detections: [] },
          { name: 'nowhere', input: 1, detections: [{ message: 'open', at: {} }] },
        ],
        misses: [
          { name: 'one', input: 1, looksAlike: true },
          { name: 'one', input: 2 },
        ],
      }),
    ).toEqual([
      'hit "empty" expects nothing to be found',
      'hit "nowhere" does not say where',
      'two cases have the same name',
    ]);
  });
});

describe('fakeContext', () => {
  it('tells collected, absent and unknown files apart', () => {
    const { files } = fakeContext({ files: ['C:\\inetpub\\wwwroot\\web.config'] }).server;
    expect(files.presence('c:\\INETPUB\\wwwroot\\web.config')).toBe('collected');
    expect(files.presence('C:\\inetpub\\wwwroot\\a.aspx')).toBe('absent');
    expect(files.presence('C:\\temp\\a.aspx')).toBe('unknown');
    expect([...files.under('C:\\inetpub')]).toHaveLength(1);
  });
});
