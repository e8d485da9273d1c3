import type { ArtifactKind } from '../../model/artifact-kind.js';
import { fileNameOf } from '../../platform/windows-path.js';

/**
 * What responders' tools call their listings and exports: by Velociraptor's artifacts, KAPE's modules, Autoruns, `schtasks`, EvtxECmd,
 * MFTECmd and HealthChecker. Lower case.
 */
const EXPORTS: readonly (readonly [name: RegExp, kind: ArtifactKind])[] = [
  [
    /(?:^|[._ -])(?:autoruns?c?(?:64)?|schtasks|scheduled[_ -]?tasks|startup[_ -]?(?:items|programs|commands?)|run[_ -]?keys|(?:permanent)?wmi(?:[_ -]?(?:persistence|subscriptions?|events?|event[_ -]?(?:consumers?|filters?|bindings?)|consumers?))?)(?:(?:[._ -]|%2f).{0,100})?\.(?:jsonl?|ndjson|csv|tsv|xml|txt)$/,
    'persistence-export',
  ],
  // Whoever writes notes calls them so, too: not as text.
  [
    /(?:^|[._ -])(?:tasks?scheduler|tasks|services)(?:(?:[._ -]|%2f).{0,100})?\.(?:jsonl?|ndjson|csv|tsv|xml)$/,
    'persistence-export',
  ],
  [/(?:^|[._ -])(?:evtx(?:ecmd)?|event[_ -]?logs?)(?:[._ -].{0,100})?\.(?:jsonl?|ndjson|csv|xml)$/, 'event-log'],
  [/(?:^|[._ -])(?:mftecmd|\$?mft|usnjrnl|\$j|usn)(?:[._ -].{0,100})?\.(?:jsonl?|csv)$/, 'file-system-record'],
  // What the parsers of execution traces write; the traces themselves are told by their bytes.
  [
    /(?:^|[._ -])(?:amcache(?:parser)?|appcompatcache(?:parser)?|shimcache|pecmd|prefetch|srum(?:ecmd)?|recentfilecache|userassist)(?:[._ -].{0,100})?\.(?:jsonl?|ndjson|csv|tsv)$/,
    'execution-record',
  ],
  [/(?:^|[._ -])system_?info(?:rmation)?(?:[._ -].{0,100})?\.(?:txt|csv|log)$/, 'system-information'],
  [/^healthchecker.{0,100}\.xml$/, 'health-report'],
  [/\.reg$/, 'registry-export'],
];

/**
 * What a file is by the name that a responder's tool gave it, null where the name does not tell. For what nothing recognises: an export
 * that is damaged or of another form is told of as one, not passed over.
 * @param path lower case, with backslashes
 */
export function kindOfExport(path: string): ArtifactKind | null {
  const name = fileNameOf(path);
  return EXPORTS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
