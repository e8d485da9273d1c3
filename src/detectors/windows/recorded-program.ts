import { isOddPlace, isWebPlace } from '../../collection/served/web-places.js';
import { type KnownProgram, programInventory } from '../../formats/registry-hive/program-inventory.js';
import { type DetectorContext, defineDetector } from '../../model/detector.js';
import type { FactEvidence, Severity } from '../../model/finding.js';
import { safeText } from '../../platform/safe-text.js';

/** Programs and libraries; scripts are not in the inventory. */
const PROGRAM = /\.(?:exe|dll|com|scr|sys|cpl|ocx)$/;
/** What a build of a site or the compiler of ASP.NET leaves and removes. */
const BUILT = /\\temporary asp\.net files\\|\\(?:bin|app_data|packages|node_modules)\\/;
/** Setups unpack themselves to folders of their own below temporary ones. */
const SETUP_FOLDER = /\\te?mp\\[^\\]+\\/;

export default defineDetector({
  id: 'windows.recorded-program',
  title: 'Program that Windows remembers',
  description:
    'Windows notes programs that were run, or that its inventory found, with path, SHA-1 and time in Amcache.hve, and keeps that when they are deleted. A program that lay among web content, or in a folder where everybody can write, and was not collected with it, is what an intruder uploads, runs and takes away.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1105', 'T1070.004'],
  references: ['OS-12'],
  falsePositives: [
    'Tools that an administrator put there and removed',
    'Setups that were downloaded to or unpacked in such a folder',
  ],
  nextSteps: [
    'Look the SHA-1 up where you look up hashes, and on your other servers',
    'Search event logs and the IIS logs around that time for who brought and who ran it',
  ],
  consumes: programInventory,
  messages: {
    web: '{file} was on the server, among web content, noted at {noted}; SHA-1 {sha1}. {fate}',
    staged: '{file} was on the server, where everybody can write, noted at {noted}; SHA-1 {sha1}. {fate}',
  },
  *inspect(inventory, context) {
    const seen = new Set<string>();
    for (const program of inventory.programs) {
      const path = program.path.toLowerCase();
      const identity = `${path} ${program.sha1 ?? ''}`;
      if (seen.has(identity)) continue;
      seen.add(identity);
      const weight = weightOf(path, program, context);
      if (weight === null) continue;
      const file = safeText(program.path);
      const sha1 = program.sha1 ?? 'not noted';
      const noted = program.noted ?? 'an unknown time';
      const isGone = context.server.files.presence(path) === 'absent';
      const fate = isGone ? 'It is not there any more' : 'Whether it is still there was not collected';
      const traits = isGone ? ['gone at a time that is not known'] : [];
      yield {
        ...weight,
        data: { file, sha1, noted, fate, writes: file, traits },
        at: factsOf(program, context),
        identity: [path, program.sha1 ?? ''],
        firstSeen: program.noted,
        lastSeen: program.noted,
      };
    }
  },
});

interface Weight {
  readonly message: 'web' | 'staged';
  readonly severity: Severity;
  readonly confidence: 'strong' | 'moderate' | 'weak';
}

/** Null for what is still there, is the product's, or lies where programs belong. */
function weightOf(path: string, program: KnownProgram, { server }: DetectorContext): Weight | null {
  if (!PROGRAM.test(path) || !/^[a-z]:\\/.test(path)) return null;
  if (server.files.presence(path) === 'collected' || server.knownGood.isShippedPath(path)) return null;
  if (isWebPlace(path) || server.urlMap.urlsOf(path).length > 0) {
    // Windows keeps its own modules beside those of others.
    if (/\\system32\\inetsrv\\/.test(path) && program.publisher !== '') return null;
    if (BUILT.test(path)) return null;
    return { message: 'web', severity: 'high', confidence: 'strong' };
  }
  if (!isOddPlace(path) || SETUP_FOLDER.test(path) || !/^[^\\]+\\(?:[^\\]+\\){1,2}[^\\]+$/.test(path)) return null;
  // What states nothing of itself was not made to be installed.
  return program.publisher === '' && program.product === ''
    ? { message: 'staged', severity: 'medium', confidence: 'moderate' }
    : null;
}

function factsOf({ path, sha1, size, noted }: KnownProgram, { artifact }: DetectorContext): FactEvidence[] {
  const rows: readonly (readonly [string, string | null])[] = [
    ['noted in Amcache', noted],
    ['SHA-1', sha1],
    ['bytes', size === null ? null : String(size)],
  ];
  const from = artifact?.collectedPath ?? null;
  return rows.flatMap(([label, text]): FactEvidence[] =>
    text === null ? [] : [{ type: 'fact', path: from, label, text: safeText(`${text} ${path}`) }],
  );
}
