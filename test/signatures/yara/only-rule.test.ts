import { expect, it } from 'vitest';
import { onlyRule } from '../../../src/signatures/yara/only-rule.js';

const source = `import "pe" // not rule a
rule base { condition: true }
private rule middle { condition: base }
rule other { condition: true }
global rule top { meta: x = "other" condition: middle and not pe.other }`;

it.each([
  [
    'top',
    'import "pe"\nprivate rule base { condition: true }\nprivate rule middle { condition: base }\nglobal rule top { meta: x = "other" condition: middle and not pe.other }',
  ],
  [
    'other',
    'import "pe"\nprivate rule base { condition: true }\nprivate rule middle { condition: base }\nrule other { condition: true }\nprivate global rule top { meta: x = "other" condition: middle and not pe.other }',
  ],
  ['none', 'import "pe"'],
])('a source that holds only %s and what it refers to', (name, expected) => {
  expect(onlyRule(source, name)).toBe(expected);
});
