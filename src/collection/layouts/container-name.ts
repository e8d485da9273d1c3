import type { Folder } from '../walking/tree.js';

const CONTAINERS: readonly RegExp[] = [
  // Velociraptor's offline collector: Collection-EX01_corp_example-2021-03-05T10_11_12Z.zip
  /^Collection-([A-Za-z0-9][A-Za-z0-9_.-]{0,62}?)-\d{4}-\d\d-\d\d/,
  // KAPE: 2021-03-05T101112_EX01.zip
  /^\d{4}-\d\d-\d\dT\d{6}_([A-Za-z0-9][A-Za-z0-9-]{0,62})(?:\.zip)?$/,
  // DFIR-ORC: DFIR-ORC_Server_EX01.corp.example_General.7z; without the first word in its older configurations
  /^(?:DFIR-)?ORC_(?:Server|WorkStation|DomainController)_([A-Za-z0-9][A-Za-z0-9.-]{0,62})_/i,
  // UAC: uac-mail-gateway-linux-20210305101112.tar.gz; as its user wished also a tar, a zip (with a password) or a folder
  /^uac-([A-Za-z0-9][A-Za-z0-9.-]{0,62}?)-(?:aix|android|esxi|freebsd|linux|macos|netbsd|netscaler|openbsd|solaris)-\d{14}(?:\.tar|\.tar\.gz|\.zip)?$/,
];

/** The server that a collector put into the name of its container, itself or one of the folders around; null where there is none. */
export function hostInContainerName(folder: Folder): string | null {
  for (let at: Folder | null = folder; at && at.depth >= 0; at = at.parent) {
    for (const pattern of CONTAINERS) {
      const host = pattern.exec(at.name)?.[1];
      if (host) return host.split('_')[0] ?? host;
    }
  }
  return null;
}
