import { describe, expect, it } from 'vitest';
import { examineContent } from '../../../src/case/content/examine-content.js';
import { Dossier } from '../../../src/case/dossier.js';
import { ProgressMeter } from '../../../src/case/hunt-progress.js';
import { settleOptions } from '../../../src/case/hunt-settings.js';
import type { ContentEngine } from '../../../src/engine/content/content-engine.js';
import type { ContentReport, LoadedRule } from '../../../src/model/signature.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const ruleOf = (id: string, pack: string): LoadedRule => ({
  id,
  title: id,
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: [],
  references: [],
  falsePositives: [],
  nextSteps: [],
  version: '1',
  source: 'yara',
  pack,
  path: 'a.yar',
});

/** A file and the rules that match it. */
type Given = readonly [windowsPath: string, rules: readonly string[]];

/** What is found of files of different contents, as rule and severity, and of what rules a note tells. */
async function examined(files: readonly Given[]) {
  const artifacts = files.map(([windowsPath], at) =>
    fakeArtifact({ id: at, kind: 'web-content', host: 'EX01', carriesCode: true, windowsPath, collectedPath: `${at}` }),
  );
  const reportOf = (at: number): ContentReport => ({
    artifact: at,
    sha256: at.toString(16).padStart(64, '0'),
    size: 1,
    quoting: null,
    references: [],
    referencesCut: false,
    halves: { acts: [], names: [], classes: [], keeps: [], asks: [], passes: false },
    yara: (files[at]?.[1] ?? []).map((ruleId) => ({ ruleId, view: 'raw', strings: [] })),
    detections: [],
  });
  const engine: ContentEngine = {
    engine: 'wasm',
    rules: [ruleOf('ours', 'shipped'), ruleOf('theirs', 'other')],
    shippedPack: 'shipped',
    problems: [],
    async *scan(given) {
      for (const artifact of given) yield { artifact, report: reportOf(artifact.id), notes: [], milliseconds: 1 };
    },
    async *scanJoined() {},
    peakMemory: 0,
    close: async () => {},
  };
  const dossier = new Dossier(settleOptions({ paths: ['x'] }), '0.0.0', () => {});
  const progress = new ProgressMeter(() => 0, undefined);
  await examineContent(engine, artifacts, new Map(), dossier, progress, undefined);
  const notes = dossier.ledger.coverage(['EX01'], [], []).entries.filter(({ code }) => code === 'signature-noisy');
  return {
    found: new Set(dossier.findings.map(({ rule, severity }) => `${rule.id} ${severity}`)),
    count: dossier.findings.length,
    notes: notes.map(({ message }) => /given as \w+/.exec(message)?.[0]),
  };
}

const AUTH = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth';
const pages = (count: number, place: (index: number) => string, rules: readonly string[]): Given[] =>
  Array.from({ length: count }, (_, index) => [place(index), rules]);
const ofShop = (index: number) => `C:\\inetpub\\wwwroot\\shop\\p${index}.aspx`;
const ofProduct = (index: number) => `${AUTH}\\${index % 2 === 0 ? 'logon' : 'logoff'}.aspx`;

describe('what rules match in files', () => {
  it.each<[string, readonly Given[], readonly string[], number, readonly string[]]>([
    ['of ours, as the rule has it', pages(1, ofShop, ['ours']), ['ours high'], 1, []],
    ['of others, as the rule has it', pages(1, ofShop, ['theirs']), ['theirs high'], 1, []],
    ['of others in all of a kind', pages(24, ofShop, ['theirs']), ['theirs low'], 24, ['given as low']],
    [
      'of others in what the product ships',
      pages(24, ofProduct, ['theirs']),
      ['theirs informational'],
      24,
      ['given as informational'],
    ],
  ])('is given: %s', async (_, files, found, count, notes) => {
    expect(await examined(files)).toEqual({ found: new Set(found), count, notes });
  });
});
