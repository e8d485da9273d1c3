import type { RuleMatches } from '../../engine/logs/log-analysis.js';
import { RENAMED_FROM } from '../../engine/records/ftp-at-hand.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { RecordEvidence } from '../../model/finding.js';
import type { UploadedPage } from '../../model/uploaded-pages.js';
import { groupBy } from '../../platform/group-by.js';
import { safeText } from '../../platform/safe-text.js';

/** The rules whose matches are uploads of what a server runs: under another name at first, and any. */
const DISGUISED = '/windows_ftp_disguised_page.yml';
const UPLOADS = '/windows_ftp_page_uploaded.yml';

/** Pages that logs of FTP show to have been stored, of each server, those first that came under another name. */
export function pagesUploaded(matches: readonly RuleMatches[]): ReadonlyMap<string | null, readonly UploadedPage[]> {
  const ofRules = [DISGUISED, UPLOADS].flatMap((rule) => matches.filter((found) => isOf(rule, found)));
  return new Map(
    [...groupBy(ofRules, ({ host }) => host)].map(
      ([host, found]) => [host, found.flatMap((of) => pagesIn(of, isOf(DISGUISED, of)))] as const,
    ),
  );
}

function pagesIn({ clients }: RuleMatches, isDisguised: boolean): UploadedPage[] {
  return clients.flatMap(({ client, evidence }) =>
    evidence.flatMap((record): UploadedPage[] => {
      const path = pathIn(record.fields);
      if (path === null || record.time === null) return [];
      const disguisedAs = isDisguised ? (record.fields[RENAMED_FROM] ?? null) : null;
      return [{ path, client, time: record.time, disguisedAs, evidence: record }];
    }),
  );
}

/** The path from the root that the service logs; else what the client gave, without the steps up that it may begin with. */
function pathIn(fields: RecordEvidence['fields']): string | null {
  const full = fields['x-fullpath'];
  const given = fields['cs-uri-stem']?.replace(/^(?:RNTO|CPTO)(?:\+|%20)/i, '');
  const path = full != null && full.length > 1 ? full : given;
  return (
    path
      ?.toLowerCase()
      .replaceAll('\\', '/')
      .replace(/^(?:\.{1,2}\/)+/, '') ?? null
  );
}

/** Of a client that stored many pages only the first and last records are kept: the others are compared with no requests. */
export function uploadsLeftOut(matches: readonly RuleMatches[]): CoverageNote[] {
  return matches
    .filter((found) => isOf(UPLOADS, found))
    .flatMap(({ host, clients }) =>
      clients.flatMap(({ client, count, evidence }): CoverageNote[] => {
        const left = count - evidence.length;
        if (left <= 0) return [];
        const who = client === null ? 'clients beyond those that are told apart' : safeText(client);
        const message = `${count} pages or programs were stored by FTP from ${who}: of these the first and last ${evidence.length} are looked for among the requests`;
        return [{ code: 'limit-reached', message, host, count: left, incomplete: false }];
      }),
    );
}

function isOf(name: string, { rule }: RuleMatches): boolean {
  return `/${rule.path}`.endsWith(name);
}
