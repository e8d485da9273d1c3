import { gzipSync } from 'node:zlib';
import { longName, type TarEntry, tarOf } from './tar-writer.js';
import { zipOf } from './zip-writer.js';

/** Files of one server by their paths below its drive, and of one collection by theirs. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** Whole seconds, ISO 8601, UTC: when a file was created and modified. */
type TimeOf = (path: string) => string;

/** A tar's header has room for this many bytes of a name. */
const SHORT_NAME = 100;

/**
 * One server as each collector hands it over: what was collected by the name of its arrangement.
 * @param server below `C:`.
 */
export function arrangedServer(
  server: Files,
  host: string,
  timeOf: TimeOf = () => '2021-03-03T02:00:00Z',
): Readonly<Record<string, Files>> {
  const paths = Object.keys(server);
  const renamed = (name: (path: string) => string): Files =>
    Object.fromEntries(Object.entries(server).map(([path, content]) => [name(path), content]));
  // A collection's path ends in the server's.
  const secondsOf = (name: string) => {
    const path = paths.find((one) => name.endsWith(`/${one}`) || name.endsWith(`/${escaped(one)}`));
    return Date.parse(timeOf(path ?? '')) / 1000;
  };
  const members = (files: Files) =>
    Object.entries(files).map(([name, content]) => ({ name, content, time: secondsOf(name) }));
  const tarred = (files: Files) =>
    tarOf(
      members(files).flatMap((member): TarEntry[] =>
        Buffer.byteLength(member.name) > SHORT_NAME ? [longName.pax(member.name), member] : [member],
      ),
    );
  const copyLog = [
    'CopiedTimestamp,SourceFile,DestinationFile,FileSize,CreatedOnUtc,ModifiedOnUtc',
    ...paths.map((path) => {
      const place = path.replaceAll('/', '\\');
      const time = recorded(timeOf(path));
      return `2021-03-05,"C:\\${place}","T:\\out\\C\\${place}",1,${time},${time}`;
    }),
  ].join('\r\n');
  const velociraptor = {
    ...renamed((path) => `uploads/auto/C%3A/${escaped(path)}`),
    'client_info.json': JSON.stringify({ Hostname: host }),
    'uploads.json': '',
    'results/Windows.KapeFiles.Targets%2FAll File Metadata.json': paths
      .map((path) => {
        const time = timeOf(path);
        return `${JSON.stringify({ SourceFile: `C:\\${path.replaceAll('/', '\\')}`, Created: time, Modified: time })}\n`;
      })
      .join(''),
  };
  const acquire = { ...renamed((path) => `fs/C:/${path}`), 'acquire.log': 'x' };
  const samples = paths.map((path, i) => [path, sampleName(path, i)] as const);
  const getThis = [
    'ComputerName,FullName,SampleName,CreationDate,LastModificationDate',
    ...samples.map(([path, name]) => {
      const time = `${recorded(timeOf(path))}.000`;
      return `${host},"\\${path.replaceAll('/', '\\')}",${name},${time},${time}`;
    }),
  ].join('\r\n');
  return {
    'a mounted volume': server,
    'folders named by drive': renamed((path) => `case/${host}/C/${path}`),
    KAPE: { ...renamed((path) => `C/${path}`), '2021-03-05T101112_CopyLog.csv': copyLog },
    'KAPE, zipped': { [`2021-03-05T101112_${host}.zip`]: zipOf(members(renamed((path) => `C/${path}`))) },
    Velociraptor: velociraptor,
    'Velociraptor, zipped': { [`Collection-${host}-2021-03-05T10_11_12Z.zip`]: zipOf(members(velociraptor)) },
    'Velociraptor, with the ntfs accessor': renamed((path) => `uploads/ntfs/%5C%5C.%5CC%3A/${escaped(path)}`),
    acquire,
    'acquire, as it comes': { [`${host}_20210305.tar`]: tarred(acquire) },
    'acquire, packed': { [`${host}_20210305.tar.gz`]: gzipSync(tarred(acquire)) },
    CyLR: { [`${host}.zip`]: zipOf([...members(renamed((path) => `C/${path}`)), { name: 'CyLR.log', content: 'x' }]) },
    'DFIR-ORC': {
      ...Object.fromEntries(samples.map(([path, name]) => [name, server[path] ?? ''])),
      'GetThis.csv': getThis,
    },
    'an exported partition': renamed((path) => `Partition 2/NONAME [NTFS]/[root]/${path}`),
  };
}

/** `2021-03-03 02:00:00`, as collectors' records have times. */
function recorded(time: string): string {
  return time.replace('T', ' ').replace('Z', '');
}

/** As DFIR-ORC calls what it takes: by numbers of the file system, the file's name, and a snapshot. */
function sampleName(path: string, i: number): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/[:?*"<>|]/g, '_');
  return `00${i}_${i}_${name}_{00000000-0000-0000-0000-000000000000}.data`;
}

/** As Velociraptor writes a path: each name by itself. */
function escaped(path: string): string {
  return path
    .split('/')
    .map((part) => part.replaceAll(':', '%3A'))
    .join('/');
}
