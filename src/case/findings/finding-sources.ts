import { createHash } from 'node:crypto';
import type { AnyDetector, Detection } from '../../model/detector.js';
import type { Evidence } from '../../model/finding.js';
import { compareSeverity } from '../../model/severity.js';
import type { LoadedRule, MildMatch, YaraMatch } from '../../model/signature.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
import type { FindingSource } from './build-finding.js';

/** Where findings of a detector come from: the tool itself, of this version. */
export function detectorSource(detector: AnyDetector, version: string): FindingSource {
  const pack = createHash('sha256').update(`afterpatch ${version}`).digest('hex');
  return {
    rule: detector,
    origin: { id: detector.id, version, source: 'detector', pack },
    messages: detector.messages,
  };
}

/** Messages of rules that are written in a language of the field, which knows none. */
const SIGNATURE_MESSAGES = {
  matched: '{title} in {file}',
  matchedDecoded: '{title} in {file}, seen only after decoding',
  requests: '{summary}',
};

export function signatureSource(rule: LoadedRule): FindingSource {
  return {
    rule,
    origin: {
      id: rule.id,
      version: rule.version,
      source: rule.source,
      pack: rule.pack,
      ...(rule.packName !== undefined && { packName: rule.packName }),
    },
    messages: SIGNATURE_MESSAGES,
  };
}

/** One detection for each YARA rule that matched a file, whichever views show it; what the file itself shows comes first. */
export function yaraDetections(
  matches: readonly YaraMatch[],
  rules: ReadonlyMap<string, LoadedRule>,
  file: string,
): { readonly rule: LoadedRule; readonly detection: Detection }[] {
  const made: { rule: LoadedRule; detection: Detection }[] = [];
  for (const [ruleId, ofRule] of groupBy(matches, (match) => match.ruleId)) {
    const rule = rules.get(ruleId);
    if (rule === undefined) continue;
    const raw = ofRule.filter((match) => match.view === 'raw');
    const shown = raw.length > 0 ? raw : ofRule;
    const [first] = ofRule;
    const isMild = ofRule.every(({ mild }) => mild !== undefined) && compareSeverity(rule.severity, 'low') > 0;
    const why = isMild && first?.mild ? MILD[first.mild] : null;
    const places = shown.flatMap((match) => match.strings);
    made.push({
      rule,
      detection: {
        message: raw.length > 0 ? 'matched' : 'matchedDecoded',
        data: { title: rule.title, file },
        at: why === null ? places : [...places, why],
        ...(why !== null && { severity: 'low', confidence: 'weak' }),
        identity: [],
        count: 1,
      },
    });
  }
  return made;
}

const MILD: Readonly<Record<MildMatch, Evidence>> = {
  own: {
    type: 'fact',
    path: null,
    label: 'nothing of a visitor',
    text: 'All of the page was read, and everything that it gives to what this rule is about is its own: constants, numbers, a choice out of a fixed list, settings or files of the application',
  },
  sent: {
    type: 'fact',
    path: null,
    label: 'not run by the server',
    text: 'What this rule looks for is not all in code that the server runs: without the text and the scripts that the page sends to browsers it does not match',
  },
};

/** One digest for the packs that rules come from, whatever their order; null for no rules. */
export function packDigest(rules: readonly Pick<LoadedRule, 'pack'>[]): string | null {
  if (rules.length === 0) return null;
  const packs = [...new Set(rules.map(({ pack }) => pack))].sort(compareText);
  return createHash('sha256').update(packs.join('\n')).digest('hex');
}
