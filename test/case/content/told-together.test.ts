import { describe, expect, it } from 'vitest';
import { ToldTogether } from '../../../src/case/content/told-together.js';
import type { ContentReport } from '../../../src/model/signature.js';
import type { Severity } from '../../../src/model/finding.js';

type FoundInContent = ContentReport['detections'][number];

const found = (
  severity: Severity,
  offset: number | null = 7,
  detector = 'webshell.request-data-evaluated',
): FoundInContent => ({
  detector,
  detection: {
    message: 'evaluated',
    data: {},
    identity: [],
    severity,
    ...(offset !== null && {
      at: { type: 'content', path: null, label: 'x', offset, length: 1, line: 1, column: 1, text: 'x', view: 'raw' },
    }),
  },
});

describe('what is found in pages together with what they take in', () => {
  it.each<readonly [string, readonly FoundInContent[], FoundInContent, boolean]>([
    ['tells what weighs more there', [found('high')], found('low'), true],
    ['does not tell what weighs as much', [found('high')], found('high'), false],
    [
      'tells by the gravest of several, whichever came first',
      [found('critical'), found('medium')],
      found('high'),
      true,
    ],
    ['tells by the gravest of several, whichever came last', [found('medium'), found('critical')], found('high'), true],
    ['does not tell of another place', [found('high', 8)], found('low'), false],
    ['does not tell of another detector', [found('high', 7, 'webshell.relayed-content')], found('low'), false],
    ['does not tell of what shows no code', [found('high', null)], found('low', null), false],
  ])('%s', (_, together, alone, told) => {
    const all = new ToldTogether();
    all.add(together);
    expect(all.tells(alone)).toBe(told);
  });
});
