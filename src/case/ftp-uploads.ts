import type { RuleMatches } from '../engine/logs/log-analysis.js';
import type { CoverageNote } from '../model/coverage.js';
import type { UploadedPage } from '../model/uploaded-pages.js';
import { groupBy } from '../platform/group-by.js';
import { safeText } from '../platform/safe-text.js';

/** The rule whose matches are uploads of what a server runs. */
const UPLOADS = '/windows_ftp_page_uploaded.yml';

/** Pages that logs of FTP show to have been stored, of each server. */
export function pagesUploaded(matches: readonly RuleMatches[]): ReadonlyMap<string | null, readonly UploadedPage[]> {
  const pages = new Map<string | null, readonly UploadedPage[]>();
  for (const [host, found] of groupBy(matches.filter(isOfUploads), ({ host }) => host))
    pages.set(
      host,
      found.flatMap(({ clients }) =>
        clients.flatMap(({ client, evidence }) =>
          evidence.flatMap((record): UploadedPage[] => {
            const path = record.fields['cs-uri-stem'] ?? null;
            return path === null || record.time === null
              ? []
              : [{ path: path.toLowerCase().replaceAll('\\', '/'), client, time: record.time, evidence: record }];
          }),
        ),
      ),
    );
  return pages;
}

/** Of a client that stored many pages only the first and last records are kept: the others are compared with no requests. */
export function uploadsLeftOut(matches: readonly RuleMatches[]): CoverageNote[] {
  return matches.filter(isOfUploads).flatMap(({ host, clients }) =>
    clients.flatMap(({ client, count, evidence }): CoverageNote[] => {
      const left = count - evidence.length;
      if (left <= 0) return [];
      const who = client === null ? 'clients beyond those that are told apart' : safeText(client);
      const message = `${count} pages or programs were stored by FTP from ${who}: of these the first and last ${evidence.length} are looked for among the requests`;
      return [{ code: 'limit-reached', message, host, count: left, incomplete: false }];
    }),
  );
}

function isOfUploads({ rule }: RuleMatches): boolean {
  return `/${rule.path}`.endsWith(UPLOADS);
}
