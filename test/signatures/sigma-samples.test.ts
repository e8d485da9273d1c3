import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareSeverity } from '../../src/model/severity.js';
import {
  iisMapping,
  loadSigmaPack,
  requiredLiterals,
  type SigmaPack,
  selectRules,
} from '../../src/signatures/sigma/index.js';

const signatures = fileURLToPath(new URL('../../signatures/sigma/', import.meta.url));
const samples = fileURLToPath(new URL('../../samples/signatures/sigma/', import.meta.url));

const filesOf = (folder: string) =>
  readdirSync(join(signatures, folder))
    .filter((name) => name.endsWith('.yml'))
    .sort()
    .map((name) => `${folder}/${name}`);
const ruleFiles = filesOf('iis');
const recordRuleFiles = [...filesOf('exchange'), ...filesOf('windows')];

let pack: SigmaPack;
beforeAll(async () => {
  pack = await loadSigmaPack([signatures]);
});

describe('shipped Sigma rules', () => {
  it('all load', () => expect(pack.problems).toEqual([]));

  it('have samples, and no samples are left over', () => {
    const wanted = [...ruleFiles, ...recordRuleFiles, ...filesOf('correlations')].map((file) => basename(file, '.yml'));
    expect(readdirSync(samples).sort()).toEqual(wanted.sort());
  });

  it('have ids of their own', () => {
    const ids = pack.documents.map((document) => document.id ?? '');
    expect(
      ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)),
    ).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('name the item of the reference, ATT&CK and what else looks so', () => {
    for (const document of pack.documents) {
      const about = document.title;
      expect(document.references[0], about).toMatch(/^(XPL|ACC|TIM|EXC|IIS|NET|OS|ANT)-\d\d$/);
      expect(
        document.tags.filter((tag) => /^attack\./.test(tag)),
        about,
      ).not.toEqual([]);
      expect(document.falsePositives, about).not.toEqual([]);
      expect(document.description ?? '', about).not.toBe('');
    }
  });

  it('need a text that few lines hold', () => {
    const always = selectRules(pack.program, iisMapping.logSource)
      .applicable.map((rule) => [rule.rule.name, requiredLiterals(rule, pack.program.predicates, iisMapping)] as const)
      .filter(([, required]) => required.always);
    expect(always).toEqual([]);
  });

  it('do not call an attempt more than medium, since scanners make them', () => {
    const loud = pack.rules.filter(
      (rule) => rule.outcome === 'attempt' && compareSeverity(rule.severity, 'medium') > 0,
    );
    expect(loud.map((rule) => rule.title)).toEqual([]);
  });
});
