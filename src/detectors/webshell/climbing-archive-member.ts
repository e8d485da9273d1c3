import type { Artifact } from '../../model/artifact.js';
import { collectedFile } from '../../model/collected-file.js';
import { defineDetector } from '../../model/detector.js';
import { compareText } from '../../platform/order.js';
import { extensionOf } from '../../platform/windows-path.js';
import { PAGE_EXTENSIONS } from '../../server/web-place.js';

/** As names are shown that are only dots. */
const CLIMBING = /\/\\x2e\\x2e\//;
/** What a server runs, loads or is configured by. */
const PROGRAMS: ReadonlySet<string> = new Set(['dll', 'exe', 'config', 'ps1', 'bat', 'cmd']);
const LISTED = 10;

export default defineDetector({
  id: 'webshell.climbing-archive-member',
  title: 'Archive on the server that would write outside of its folder',
  description:
    'An archive that lay on the server holds pages or programs whose names climb out of the folder in which it is unpacked (../). An application that unpacks what is uploaded writes them where a web server runs them; no program that makes archives of files writes such names for pages.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'attempt',
  attack: ['T1190', 'T1505.003'],
  references: ['WEB-11'],
  falsePositives: ['Archives for tests of a program that unpacks them'],
  nextSteps: [
    'Look for the files that it would have written, and for requests to them',
    'Find the application that takes such archives, and what it did with this one',
  ],
  consumes: collectedFile,
  messages: {
    climbing: '{archive} holds {count} pages or programs whose names climb out of it, the first is {member}',
  },
  *conclude(inputs) {
    const climbing = inputs.filter(({ input }) => isClimbing(input.artifact));
    if (climbing.length === 0) return;
    const archives = new Map(
      inputs.flatMap(({ input: { artifact } }) =>
        artifact.kind === 'archive' && artifact.windowsPath !== null ? [[artifact.collectedPath, artifact]] : [],
      ),
    );
    const members = new Map<string, string[]>();
    for (const { input } of climbing) {
      const { collectedPath } = input.artifact;
      const archive = archiveOf(collectedPath, archives);
      if (archive === null) continue;
      members.set(archive, [...(members.get(archive) ?? []), collectedPath.slice(archive.length + 1)]);
    }
    for (const [path, names] of [...members].sort(([a], [b]) => compareText(a, b))) {
      const artifact = archives.get(path);
      const shown = names.map((name) => name.replaceAll('\\x2e', '.')).sort(compareText);
      yield {
        message: 'climbing',
        data: { archive: artifact?.windowsPath ?? path, count: shown.length, member: shown[0] ?? '' },
        at: shown.slice(0, LISTED).map((text) => ({ type: 'fact', path, label: 'member', text }) as const),
        identity: ['climbing'],
        ...(artifact && { artifact }),
      } as const;
    }
  },
});

function isClimbing({ collectedPath, kind }: Artifact): boolean {
  if (kind === 'link' || !CLIMBING.test(collectedPath)) return false;
  const extension = extensionOf(collectedPath.replaceAll('/', '\\'));
  return PAGE_EXTENSIONS.has(extension) || PROGRAMS.has(extension);
}

/** The innermost archive on the server that a path leads through. Of what collectors pack it is not known that it lay there. */
function archiveOf(collectedPath: string, archives: ReadonlyMap<string, Artifact>): string | null {
  for (let end = collectedPath.lastIndexOf('/'); end > 0; end = collectedPath.lastIndexOf('/', end - 1)) {
    const path = collectedPath.slice(0, end);
    if (archives.has(path)) return path;
  }
  return null;
}
