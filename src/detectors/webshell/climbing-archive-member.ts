import type { Artifact } from '../../model/artifact.js';
import { collectedFile } from '../../model/collected-file.js';
import { defineDetector } from '../../model/detector.js';
import { compareText } from '../../platform/order.js';
import { PAGE_EXTENSIONS } from '../../server/web-place.js';

type Form = 'climbing' | 'rooted' | 'stream' | 'device';

/** What a server runs, loads or is configured by. */
const PROGRAMS: ReadonlySet<string> = new Set(['dll', 'exe', 'config', 'ps1', 'bat', 'cmd']);
/** A drive, or a separator or two, as names begin that are absolute. */
const ROOTED = /^(?:[A-Za-z]:|\\x(?:2f|5c)|[?]\/[A-Za-z]:\/)/;
const DEVICE = /\/(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.[^/]*)?(?=\/|$)/i;
/** `x.aspx:name`, `x.aspx::$DATA`; the colon of a drive is not one. What browsers note of downloads is in archives made from copies. */
const STREAM = /[^/]{2,}:(?!zone\.identifier\b)[^/]*$/i;
/** Archives of more members, all of whose names are absolute, were packed by a program that always does so. */
const FEW = 3;
const LISTED = 10;

export default defineDetector({
  id: 'webshell.climbing-archive-member',
  title: 'Archive on the server that would write outside of its folder',
  description:
    'An archive that lay on the server holds pages or programs whose names climb out of the folder in which it is unpacked (../), begin at a drive, a root or a server, name a stream of another file, or are names of devices that no tool of Windows can remove. An application that unpacks what is uploaded writes them where a web server runs them; no program that makes archives of files writes such names for pages.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'attempt',
  attack: ['T1190', 'T1505.003'],
  references: ['WEB-11'],
  falsePositives: [
    'Archives for tests of a program that unpacks them',
    'Single files that were packed with their whole path on purpose',
  ],
  nextSteps: [
    'Look for the files that it would have written, and for requests to them',
    'Find the application that takes such archives, and what it did with this one',
  ],
  consumes: collectedFile,
  messages: {
    climbing: '{archive} holds {count} pages or programs whose names climb out of it, the first is {member}',
    rooted: '{archive} holds {count} pages or programs with absolute names, the first is {member}',
    stream: '{archive} holds {count} pages or programs that name a stream of a file, the first is {member}',
    device: '{archive} holds {count} pages or programs with the name of a device, the first is {member}',
  },
  *conclude(inputs) {
    const archives = new Map(
      inputs.flatMap(({ input: { artifact } }) =>
        artifact.kind === 'archive' && artifact.windowsPath !== null ? [[artifact.collectedPath, artifact]] : [],
      ),
    );
    if (archives.size === 0) return;
    const odd = new Map<string, Map<Form, string[]>>();
    const totals = new Map<string, number>();
    for (const { input } of inputs) {
      const { collectedPath } = input.artifact;
      const archive = archiveOf(collectedPath, archives);
      if (archive === null) continue;
      totals.set(archive, (totals.get(archive) ?? 0) + 1);
      const member = collectedPath.slice(archive.length + 1);
      const form = formOf(member, input.artifact);
      if (form === null) continue;
      const forms = odd.get(archive) ?? new Map<Form, string[]>();
      odd.set(archive, forms.set(form, [...(forms.get(form) ?? []), member]));
    }
    for (const [path, forms] of [...odd].sort(([a], [b]) => compareText(a, b))) {
      const artifact = archives.get(path);
      for (const [form, names] of [...forms].sort(([a], [b]) => compareText(a, b))) {
        if (form === 'rooted' && names.length > FEW && names.length === totals.get(path)) continue;
        const shown = names.map(asWritten).sort(compareText);
        yield {
          message: form,
          data: { archive: artifact?.windowsPath ?? path, count: shown.length, member: shown[0] ?? '' },
          at: shown.slice(0, LISTED).map((text) => ({ type: 'fact', path, label: 'member', text }) as const),
          identity: [form],
          ...(form === 'climbing' ? {} : ({ severity: form === 'device' ? 'medium' : 'high' } as const)),
          ...(form === 'rooted' || form === 'device' ? ({ confidence: 'moderate' } as const) : {}),
          ...(artifact && { artifact }),
        } as const;
      }
    }
  },
});

/** Null for what is no page or program, and for a name like any other. */
function formOf(member: string, { kind }: Artifact): Form | null {
  if (kind === 'link') return null;
  const name = member.slice(member.lastIndexOf('/') + 1);
  if (!name.split(':').some(isRun)) return null;
  if (`/${member}`.includes('/\\x2e\\x2e/')) return 'climbing';
  if (ROOTED.test(member)) return 'rooted';
  if (STREAM.test(name)) return 'stream';
  return DEVICE.test(`/${member}`) ? 'device' : null;
}

function isRun(name: string): boolean {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return PAGE_EXTENSIONS.has(extension) || PROGRAMS.has(extension);
}

/** With the dots and separators that paths of a collection do not hold. */
function asWritten(member: string): string {
  return member.replaceAll('\\x2e', '.').replaceAll('\\x2f', '/').replaceAll('\\x5c', '\\');
}

/** The innermost archive on the server that a path leads through. Of what collectors pack it is not known that it lay there. */
function archiveOf(collectedPath: string, archives: ReadonlyMap<string, Artifact>): string | null {
  for (let end = collectedPath.lastIndexOf('/'); end > 0; end = collectedPath.lastIndexOf('/', end - 1)) {
    const path = collectedPath.slice(0, end);
    if (archives.has(path)) return path;
  }
  return null;
}
