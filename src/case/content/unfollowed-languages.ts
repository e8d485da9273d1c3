import { windowsPathOf } from '../../collection/kinds/kind.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { groupBy } from '../../platform/group-by.js';
import { extensionOf } from '../../platform/windows-path.js';

/** Languages of pages that rules look at, but through which nothing is followed. */
const BY_RULES_ALONE = new Set(
  'php php3 php4 php5 php7 phtml pht jsp jspx jspf shtml shtm stm pl plx cgi py'.split(' '),
);
/** Of which no rule knows anything. */
const UNKNOWN = new Set(['cfm', 'cfml', 'cfc']);

/** What pages of one server hide that are in another language than those of ASP.NET and classic ASP. */
export function* unfollowedLanguages(carriers: readonly Artifact[]): Iterable<CoverageNote> {
  for (const [host, own] of groupBy(carriers, (artifact) => artifact.host)) {
    const of = (languages: ReadonlySet<string>) =>
      own.filter((one) => one.kind === 'web-content' && languages.has(extensionOf(windowsPathOf(one)))).length;
    const [byRules, unknown] = [of(BY_RULES_ALONE), of(UNKNOWN)];
    if (byRules > 0) {
      const message =
        'Pages in PHP, JSP, Perl, Python or with server-side includes: rules look at each statement, and what a request decides is not followed from one to the next';
      yield { code: 'not-examined', message, host, count: byRules, incomplete: false };
    }
    if (unknown > 0) {
      const message = 'Pages in a language that no rule knows: read them by hand, where a handler runs them';
      yield { code: 'not-examined', message, host, count: unknown, incomplete: true };
    }
  }
}
