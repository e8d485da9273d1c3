import { describe, expect, it } from 'vitest';
import { SHIPPED_SIGNATURES } from '../../../src/engine/signature-folders.js';
import { objectRecord } from '../../../src/signatures/sigma/field-values.js';
import { createSigmaPack, loadSigmaPack } from '../../../src/signatures/sigma/pack.js';
import { factsOf } from '../../../src/signatures/sigma/program.js';
import { programData } from '../../../src/signatures/sigma/program-data.js';
import { keptPack, keptPackIn, packFrom } from '../../../src/signatures/sigma/shipped-pack.js';

const RULE = `title: word
id: word
logsource: { category: webserver }
detection:
  words: { cs-uri-query|contains: [cmd=, '1'] }
  shape: { cs-uri-query|re: '^a+$' }
  condition: words or shape
`;

describe('what the build keeps of rules', () => {
  it('is the same pack as reading them gives', async () => {
    const pack = await loadSigmaPack([SHIPPED_SIGNATURES.sigma]);
    const bytes = keptPack(pack);
    const [first] = pack.rules;
    const kept =
      bytes && keptPackIn(bytes, { pack: pack.digest, ...(first?.packName && { packName: first.packName }) });
    if (!kept) throw new Error('The shipped rules have to load');
    const again = packFrom(kept);
    const { program, ...rest } = pack;
    const { program: programAgain, ...restAgain } = again;
    expect(restAgain).toEqual(rest);
    expect(programData(programAgain)).toEqual(programData(program));
    expect(programAgain.rules.every(({ rule }) => kept.documents.includes(rule))).toBe(true);
  });

  it.each(['cmd=whoami', 'aaa', 'b', 'aab1'])('asks the same of %s', (query) => {
    const pack = createSigmaPack([{ path: 'a.yml', content: RULE }]);
    const bytes = keptPack(pack);
    const kept = bytes && keptPackIn(bytes, { pack: pack.digest });
    if (!kept) throw new Error('The rule has to load');
    const answers = [pack, packFrom(kept)].map(({ program }) =>
      program.rules.map((rule) => rule.matches(factsOf(objectRecord({ 'cs-uri-query': query }), program.predicates))),
    );
    expect(answers[1]).toEqual(answers[0]);
  });

  it('is not taken for other rules, or for what another version wrote', () => {
    const pack = createSigmaPack([{ path: 'a.yml', content: RULE }]);
    const bytes = keptPack(pack) ?? new Uint8Array();
    expect(keptPackIn(bytes, { pack: pack.digest })).not.toBeNull();
    expect(keptPackIn(bytes, { pack: createSigmaPack([]).digest })).toBeNull();
    expect(keptPackIn(bytes, { pack: pack.digest, packName: 'other 1.0.0' })).toBeNull();
    expect(keptPackIn(bytes.subarray(0, bytes.length / 2), { pack: pack.digest })).toBeNull();
  });

  it('is nothing where a rule does not load', () => {
    expect(keptPack(createSigmaPack([{ path: 'a.yml', content: 'title: only\ndetection: 1\n' }]))).toBeNull();
  });
});
