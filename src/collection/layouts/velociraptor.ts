import type { CoverageNote } from '../../model/coverage.js';
import type { RecordColumns } from '../reading/jobs.js';
import { type CollectedFile, type Folder, foldersOf } from '../walking/tree.js';
import { joinWindows, normalizeWindowsPath } from '../placing/windows-path.js';
import { hostInContainerName } from './container-name.js';
import { decodePercent } from './drive-folders.js';
import type { Layout, ReadRecord, RecordedFile, VolumeRoot } from './layout.js';
import { recordedTime } from './recorded-time.js';
import { volumePrefix } from './snapshot.js';

const ACCESSORS = ['auto', 'file', 'ntfs', 'lazy_ntfs', 'ntfs_vss', 'mft', 'raw_ntfs'];
const RECORDS = [
  'uploads.json',
  'uploads.json.index',
  'client_info.json',
  'collection_context.json',
  'log.json',
  'logs.json',
];
const FLOW = /^F\.[A-Z0-9][A-Z0-9.]*$/;
/** `results/Windows.KapeFiles.Targets%2FAll File Metadata.json` and its like. */
const FILE_METADATA = /All (?:File|Matches) Metadata\.json$/;

const METADATA: RecordColumns = { format: 'json', names: [['SourceFile'], ['Created'], ['Modified']] };
const UPLOADS: RecordColumns = { format: 'json', names: [['vfs_path'], ['Type'], ['file_size'], ['uploaded_size']] };
const CLIENT: RecordColumns = {
  format: 'json',
  names: [['Hostname', 'hostname', 'os_info.hostname', 'Fqdn', 'fqdn', 'os_info.fqdn']],
};

/**
 * Velociraptor: a collection's zip, unpacked or not, and a flow in a server's datastore. `uploads/<accessor>/<volume>/…`, every
 * component escaped by itself; `uploads.json` says what was kept of each file, the results of the
 * file targets hold times.
 */
export const velociraptor: Layout = {
  name: 'Velociraptor',
  detect(folder) {
    const uploads = folder.folderNamed('uploads');
    if (!uploads) return false;
    return (
      RECORDS.some((name) => folder.fileNamed(name) !== undefined) ||
      FLOW.test(folder.name) ||
      ACCESSORS.some((name) => uploads.folderNamed(name) !== undefined)
    );
  },
  async map(folder, read) {
    const decode = FLOW.test(folder.name) && folder.parent?.name === 'collections' ? decodeStored : decodePercent;
    const roots: VolumeRoot[] = [];
    for (const accessor of folder.folderNamed('uploads')?.folders.values() ?? []) {
      for (const child of accessor.folders.values()) {
        const prefix = volumePrefix(decode(child.name));
        if (prefix) roots.push({ folder: child, prefix, decode });
      }
    }
    const uploaded = uploadedFiles(roots);
    return {
      roots,
      known: await recordedTimes(folder, uploaded, read),
      records: [...recordsOf(folder), ...indexesOf(roots)],
      notes: await partialUploads(folder, uploaded, read),
      host: (await recordedHost(folder, read)) ?? hostInContainerName(folder),
    };
  },
};

/** The datastore appends `_` to names that end in `.db` or `_`, which mean something to it. */
function decodeStored(name: string): string {
  return decodePercent(/(?:\.db|_)_$/.test(name) ? name.slice(0, -1) : name);
}

/** Files below the roots by normalised Windows path. */
function uploadedFiles(
  roots: readonly VolumeRoot[],
): ReadonlyMap<string, { file: CollectedFile; windowsPath: string }> {
  const files = new Map<string, { file: CollectedFile; windowsPath: string }>();
  for (const root of roots) {
    const decode = root.decode ?? ((name: string) => name);
    const paths = new Map<Folder, string | null>();
    for (const folder of foldersOf(root.folder)) {
      const above = folder.parent && paths.get(folder.parent);
      const path = folder === root.folder ? root.prefix : above ? joinWindows(above, decode(folder.name)) : null;
      paths.set(folder, path);
      if (path === null) continue;
      for (const file of folder.files.values()) {
        const windowsPath = joinWindows(path, decode(file.name));
        if (windowsPath) files.set(normalizeWindowsPath(windowsPath), { file, windowsPath });
      }
    }
  }
  return files;
}

async function recordedTimes(
  folder: Folder,
  uploaded: ReadonlyMap<string, { file: CollectedFile; windowsPath: string }>,
  read: ReadRecord,
): Promise<Map<CollectedFile, RecordedFile>> {
  const known = new Map<CollectedFile, RecordedFile>();
  for (const file of folder.folderNamed('results')?.files.values() ?? []) {
    if (!FILE_METADATA.test(decodePercent(file.name))) continue;
    for (const [source = '', created, modified] of (await read(file, METADATA)).rows) {
      const upload = source === '' ? undefined : uploaded.get(normalizeWindowsPath(source));
      if (!upload) continue;
      const { windowsPath } = upload;
      known.set(upload.file, { windowsPath, created: recordedTime(created), modified: recordedTime(modified) });
    }
  }
  return known;
}

/** Sparse files are kept without their gaps, large ones in part: what is here is not what was on the server. */
async function partialUploads(
  folder: Folder,
  uploaded: ReadonlyMap<string, { file: CollectedFile; windowsPath: string }>,
  read: ReadRecord,
): Promise<CoverageNote[]> {
  const record = folder.fileNamed('uploads.json');
  const notes: CoverageNote[] = [];
  for (const [path = '', type, size, kept] of record ? (await read(record, UPLOADS)).rows : []) {
    if (type === 'idx' || !size || !kept || Number(kept) >= Number(size)) continue;
    const upload = uploaded.get(normalizeWindowsPath(path));
    if (!upload) continue;
    const { file } = upload;
    // All that was written to a sparse file is there, without the gaps: of a change journal that is all of it.
    const isSparse = file.folder.fileNamed(`${file.name}.idx`) !== undefined;
    const what = isSparse ? 'this sparse file: what was written, without the gaps' : 'this file';
    const message = `The collector kept ${kept} of ${size} bytes of ${what}`;
    notes.push({ code: 'truncated', message, path: file.collectedPath, incomplete: !isSparse });
  }
  return notes;
}

function recordsOf(folder: Folder): CollectedFile[] {
  const results = folder.folderNamed('results');
  return [
    ...RECORDS.flatMap((name) => folder.fileNamed(name) ?? []),
    ...(results ? [...foldersOf(results)].flatMap((below) => [...below.files.values()]) : []),
  ];
}

/** `<file>.idx` beside `<file>` lists the ranges of a sparse file. */
function indexesOf(roots: readonly VolumeRoot[]): CollectedFile[] {
  return roots.flatMap((root) =>
    [...foldersOf(root.folder)].flatMap((folder) =>
      [...folder.files.values()].filter(
        (file) => file.name.endsWith('.idx') && folder.fileNamed(file.name.slice(0, -4).toLowerCase()) !== undefined,
      ),
    ),
  );
}

async function recordedHost(folder: Folder, read: ReadRecord): Promise<string | null> {
  const record = folder.fileNamed('client_info.json');
  for (const [name] of record ? (await read(record, CLIENT)).rows : []) {
    if (name && /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/.test(name)) return name;
  }
  return null;
}
