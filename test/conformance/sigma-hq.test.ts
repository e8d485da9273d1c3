import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  bindMapping,
  cellRecord,
  factsOf,
  iisMapping,
  lintSigma,
  loadSigmaPack,
  prefilterForms,
  requiredLiterals,
  selectRules,
} from '../../src/signatures/sigma/index.js';

const shared = path.resolve(fileURLToPath(new URL('../../', import.meta.url)), '../shared');
const rules = path.join(shared, 'real-data/sigmahq');
const exploits = path.join(shared, 'conformance/exploit-lines.log');

it.skipIf(!existsSync(rules))(
  'loads the 98 rules of SigmaHQ unmodified and tells which do not apply to IIS logs',
  async () => {
    const pack = await loadSigmaPack([rules]);
    expect(pack.problems).toEqual([]);
    expect(pack.rules).toHaveLength(98);
    const { applicable, notApplicable } = selectRules(pack.program, iisMapping.logSource);
    expect(applicable).toHaveLength(86);
    for (const { reason } of notApplicable)
      expect(reason).toMatch(/service "(iis-configuration|msexchange-management)"/);
    expect(lintSigma(pack.documents, pack.program).filter(({ severity }) => severity === 'error')).toEqual([]);
  },
);

it.skipIf(!existsSync(rules))('has a rare required text for each of them that applies', async () => {
  const { program } = await loadSigmaPack([rules]);
  for (const rule of selectRules(program, iisMapping.logSource).applicable) {
    expect(requiredLiterals(rule, program.predicates, iisMapping), rule.rule.title).toMatchObject({ always: false });
  }
});

it.skipIf(!existsSync(rules) || !existsSync(exploits))(
  'finds each of the ten exploit requests, by way of the prefilter',
  async () => {
    const { program } = await loadSigmaPack([rules]);
    const { applicable } = selectRules(program, iisMapping.logSource);
    const lines = readFileSync(exploits, 'utf8').trimEnd().split('\n');
    const fields = lines.find((line) => line.startsWith('#Fields: '))?.slice('#Fields: '.length) ?? '';
    const bound = bindMapping(iisMapping, fields.split(' '));
    const requests = lines.filter((line) => !line.startsWith('#'));
    expect(requests).toHaveLength(10);
    for (const line of requests) {
      const facts = factsOf(cellRecord(bound, line.split(' ')), program.predicates);
      const matched = applicable.filter((rule) => rule.matches(facts));
      expect(matched.length, line).toBeGreaterThan(0);
      for (const rule of matched) {
        const needed = requiredLiterals(rule, program.predicates, iisMapping);
        const literals = needed.always ? [] : needed.literals;
        expect(
          prefilterForms(line).some((form) => literals.some((literal) => form.includes(literal))),
          rule.rule.title,
        ).toBe(true);
      }
    }
  },
);
