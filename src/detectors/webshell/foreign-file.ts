import { collectedFile } from '../../model/collected-file.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { extensionOf, fileNameOf } from '../../platform/windows-path.js';
import { type WebPlace, webPlacesOf } from '../../server/web-place.js';

const ARCHIVE = new Set(['zip', 'rar', '7z', 'tar', 'gz', 'tgz', 'bz2', 'xz', 'arj', 'ace']);
const PROGRAM = new Set('exe dll com scr sys cpl ps1 psm1 bat cmd vbs vbe wsf wsh hta jse'.split(' '));
const MAILBOX = new Set(['pst', 'ost', 'edb']);
const MEMORY = new Set(['dmp', 'mdmp', 'hdmp']);
const CREDENTIALS =
  /^(?:ntds\.dit|(?:sam|system|security|software)\.(?:hiv|hive|save|sav|bak|reg)|lsass.*\.(?:dmp|zip|rar|7z|txt|log))$/i;
const EXPORT = new Set(['csv', 'txt', 'log', 'sql', 'mdb', 'bak', 'json', 'xml']);

/** Text of this size in a web folder is somebody's export; bytes. */
const LARGE = 20 * 1024 * 1024;

export default defineDetector({
  id: 'webshell.foreign-file',
  title: 'Archive, dump, export or program in a web folder',
  description:
    'A file that no web page needs lies where the web server gives it out: what an intruder packed for download, or brought along.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1074.001', 'T1560.001', 'T1105'],
  references: ['WEB-11', 'OS-11', 'OS-12', 'OS-13'],
  falsePositives: ['Downloads that an administrator offers', 'Backups made beside the original'],
  nextSteps: [
    'Look in the IIS logs for large answers to requests for it',
    'List what an archive holds; analyse a program',
    'Treat credentials in a dump as taken',
  ],
  consumes: collectedFile,
  messages: {
    archive: '{file}: an archive in {place}',
    program: '{file}: a program in {place}',
    mailbox: '{file}: a mailbox or its database in {place}',
    memory: '{file}: a memory dump in {place}',
    credentials: '{file}: a store of credentials in {place}',
    export: '{file}: {size} bytes of text in {place}',
  },
  *conclude(inputs, { server }) {
    const files = inputs.filter(({ input }) => input.artifact.kind !== 'link');
    const places = webPlacesOf(inputs);
    for (const { input } of files) {
      const { windowsPath, size, collectedPath } = input.artifact;
      const message = windowsPath === null ? null : kindOf(windowsPath, size);
      if (windowsPath === null || message === null) continue;
      const place = places.placeOf(windowsPath);
      if (place === null || server.knownGood.isShippedPath(windowsPath)) continue;
      const severity = severityOf(message, place, windowsPath);
      if (severity === null) continue;
      yield {
        message,
        data: { file: windowsPath, place: place.name, size },
        at: { type: 'fact', path: collectedPath, label: 'size', text: `${size} bytes` },
        identity: [message],
        artifact: input.artifact,
        severity,
      };
    }
  },
});

type Kind = 'archive' | 'program' | 'mailbox' | 'memory' | 'credentials' | 'export';

function kindOf(windowsPath: string, size: number): Kind | null {
  const extension = extensionOf(windowsPath);
  if (CREDENTIALS.test(fileNameOf(windowsPath))) return 'credentials';
  if (MEMORY.has(extension)) return 'memory';
  if (MAILBOX.has(extension)) return 'mailbox';
  if (ARCHIVE.has(extension)) return 'archive';
  if (PROGRAM.has(extension)) return 'program';
  return EXPORT.has(extension) && size >= LARGE ? 'export' : null;
}

/** Null where such files are ordinary. */
function severityOf(kind: Kind, { rank, isExchange }: WebPlace, windowsPath: string): Severity | null {
  if (rank === 3)
    return /^[a-z]:\\inetpub\\/i.test(windowsPath) && kind !== 'program' && kind !== 'export' ? 'low' : null;
  if (kind === 'credentials' || kind === 'memory') return 'critical';
  if (kind === 'mailbox') return 'high';
  // Back-end folders hold many programs of their own, and updates bring new ones; their `bin` folders are examined by name elsewhere.
  if (kind === 'program' && isExchange && rank === 2) return /\.(?:dll|exe)$/i.test(windowsPath) ? null : 'medium';
  if (kind === 'program' && /\\bin\\/i.test(windowsPath)) return null;
  // What a library may do is told by its code, by the detectors that read it.
  if (/\.dll$/i.test(windowsPath)) return isExchange ? 'medium' : 'low';
  return rank === 1 ? 'high' : 'medium';
}
