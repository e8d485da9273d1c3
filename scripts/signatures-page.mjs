// docs/signatures.md: every rule and detector that ships, with what was measured of it. For scripts/shipped-quality.mjs.
import { loadRuleCatalogue } from '../dist/case/reports/rule-catalogue.js';
import { detectors } from '../dist/detectors/index.js';
import { DETECTOR_SAMPLES, SHIPPED_SIGNATURES } from '../dist/engine/signature-folders.js';
import { tierOf } from '../dist/signatures/measure/tier.js';
import { findDetectorSamples } from '../dist/signatures/samples/detector-samples.js';
import { loadRulesUnderTest } from '../dist/signatures/samples/rules-under-test.js';

const cell = (text) => String(text).replaceAll('|', '\\|').replace(/\s+/g, ' ');
const row = (cells) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head, rows) => [row(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(row)].join('\n');
const percent = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`);

/** References of the project lead to their page; of others, a host's name stands for the address. */
function references(list) {
  return list
    .map((one) => {
      if (/^[A-Z]{2,4}-\d{2}$/.test(one)) return `[${one}](reference/${one.split('-')[0].toLowerCase()}.md)`;
      return /^https?:/.test(one) ? `[${new URL(one).hostname.replace(/^www\./, '')}](${one})` : one;
    })
    .join(', ');
}

function samplesOf(samples) {
  const count = (expect) => samples.filter((sample) => sample.expect === expect).length;
  return samples.length === 0 ? '–' : `${count('hit')} + ${count('miss')}`;
}

/**
 * @param {object} measured what signatures/measured.json holds
 * @param {ReadonlyMap<string, string>} digests of the YARA rules as they are, by id
 */
export async function signaturesPage(measured, digests) {
  const { rules } = await loadRuleCatalogue([], 'auto');
  const under = await loadRulesUnderTest([SHIPPED_SIGNATURES.yara], [SHIPPED_SIGNATURES.sigma]);
  const ruleSamples = new Map([...under.yara, ...under.sigma].map((rule) => [rule.id, rule.samples?.samples ?? []]));
  const detectorSamples = new Map(findDetectorSamples(DETECTOR_SAMPLES).map(({ id, samples }) => [id, samples]));
  const { overall, lists } = measured;
  const ofContent = new Set(detectors.filter((one) => one.consumes.name === 'web-content').map(({ id }) => id));

  const measuredRow = (rule, samples) => {
    const found = measured.rules[rule.id];
    const isOld = digests.has(rule.id) && found?.digest !== digests.get(rule.id);
    const hits = found && overall && { ...found, benignFiles: overall.benignFiles };
    const rates =
      hits === undefined || hits === null || isOld
        ? [found === undefined ? 'not measured' : 'changed since', '', '', '']
        : [
            `${hits.malicious}`,
            `${hits.benignLoud} (${percent(hits.benignLoud, hits.benignFiles)})`,
            `${hits.benign} (${percent(hits.benign, hits.benignFiles)})`,
            hits.share === null || hits.share === undefined ? '' : `${(100 * hits.share).toFixed(1)} %`,
          ];
    const tier = tierOf(isOld ? undefined : (hits ?? undefined));
    return [
      `\`${rule.id}\``,
      rule.title,
      rule.severity,
      tier,
      ...rates,
      samplesOf(samples),
      references(rule.references),
    ];
  };
  const HEAD = [
    'id',
    'finds',
    'severity',
    'tier',
    'shells',
    'harmless, medium or above',
    'harmless, any',
    'cost',
    'samples',
    'references',
  ];
  const of = (source) => rules.filter((rule) => rule.source === source);
  const plain = (rule) => [
    `\`${rule.id}\``,
    rule.title,
    rule.severity,
    samplesOf(detectorSamples.get(rule.id) ?? []),
    references(rule.references),
  ];
  const sigmaRow = (rule) => {
    const cost = measured.sigma[`${rule.path} ${rule.title}`];
    const asked = cost?.asked === null || cost?.asked === undefined ? '' : `${(1000 * cost.asked).toPrecision(2)}`;
    return [
      `\`${rule.path}\``,
      rule.title,
      rule.severity,
      asked,
      cost === undefined ? '' : cost.microseconds,
      samplesOf(ruleSamples.get(rule.id) ?? []),
      references(rule.references),
    ];
  };

  return `# What ships, and what was measured of it

Made by \`node scripts/shipped-quality.mjs\` from the rules, their samples and \`signatures/measured.json\`. The build fails where a rule changed and was not measured again,
and, where the lists are at hand, where a rule hits fewer web shells or more harmless files than stands here.

${overall === null ? 'Nothing was measured yet.' : overallText(overall, lists)}

A web shell counts where a rule hits it at any severity. A harmless file at \`medium\` or above makes an analyst look; below, it is one line among others. Tiers: \`core\` hits shells and no
harmless file, \`extended\` one harmless file in a thousand at most; \`experimental\` is what hits more, or was not measured as it is. A rule that hits no shell of the lists looks for what they do
not hold. Cost is a rule's part of the time that all take one by one over a hundred of the files, the slowest among them. Samples are hits + misses that travel with the rule; each is tested.
These files are known: what to expect on others is in [quality.md](quality.md), measured at first look.

## YARA rules

${table(
  HEAD,
  of('yara').map((rule) => measuredRow(rule, ruleSamples.get(rule.id) ?? [])),
)}

## Detectors of content

${table(
  HEAD,
  of('detector')
    .filter(({ id }) => ofContent.has(id))
    .map((rule) => measuredRow(rule, detectorSamples.get(rule.id) ?? [])),
)}

## Detectors of configuration, logs and systems

Rates need whole servers: [quality.md](quality.md) has them. All have hits and misses in \`test/detectors/\`; samples are whole files beside them.

${table(
  ['id', 'finds', 'severity', 'samples', 'references'],
  of('detector')
    .filter(({ id }) => !ofContent.has(id))
    .map(plain),
)}

## Sigma rules

Of a thousand lines as web servers log them, a rule is asked about so many: those that hold the rarest text that it needs. It then takes the microseconds of the next column.
A rule for other logs has no figure.

${table(['file', 'finds', 'severity', 'asked, of 1,000', 'µs', 'samples', 'references'], [...of('sigma'), ...of('sigma-correlation')].sort((a, b) => (`${a.path} ${a.title}` < `${b.path} ${b.title}` ? -1 : 1)).map(sigmaRow))}
`;
}

function overallText(overall, lists) {
  const rows = lists.map(({ name, title, malicious, sha256 }) => [
    `\`${name}\``,
    title,
    malicious ? 'web shells' : 'harmless',
    `\`${sha256.slice(0, 16)}\``,
  ]);
  return `${table(['list', 'holds', 'kind', 'SHA-256'], rows)}

All together, at \`medium\` or above: **${overall.malicious} of ${overall.maliciousFiles} web shells (${percent(overall.malicious, overall.maliciousFiles)})**, **${overall.benign} of ${overall.benignFiles} harmless files (${percent(overall.benign, overall.benignFiles)})**.`;
}
