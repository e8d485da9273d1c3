import type { Finding } from '../../model/finding.js';
import { compareText } from '../../platform/order.js';
import { safeText } from '../../platform/safe-text.js';

/** Longest list of related findings in one finding. */
const MAXIMUM_RELATED = 50;

/** Answers which URLs reach a file of a host; both lower case. */
export type UrlsOfFile = (host: string | null, windowsPath: string) => readonly string[];

/**
 * Links findings of one host that speak of the same thing: the same file, the same URL, the file behind a URL, or requests of
 * the same client that had success.
 */
export function relateFindings(findings: readonly Finding[], urlsOfFile: UrlsOfFile): Finding[] {
  const groups = new Map<string, Set<string>>();
  const keysOf = new Map<Finding, string[]>();
  for (const finding of findings) {
    const keys = [...subjectsOf(finding, urlsOfFile)].map((subject) => `${finding.host ?? ''}\n${subject}`);
    keysOf.set(finding, keys);
    for (const key of keys)
      groups
        .set(key, groups.get(key) ?? new Set())
        .get(key)
        ?.add(finding.fingerprint);
  }
  // The first ones of a union are among the first ones of its parts: a flood that shares a subject costs each finding only these.
  const firstOf = new Map(
    [...groups].map(([key, all]) => [key, [...all].sort(compareText).slice(0, MAXIMUM_RELATED + 1)]),
  );
  return findings.map((finding) => {
    const related = new Set((keysOf.get(finding) ?? []).flatMap((key) => firstOf.get(key) ?? []));
    related.delete(finding.fingerprint);
    return { ...finding, related: [...related].sort(compareText).slice(0, MAXIMUM_RELATED) };
  });
}

/** Says of pages by which URL they are reached, where their finding does not. */
export function withUrls(findings: readonly Finding[], urlsOfFile: UrlsOfFile): Finding[] {
  return findings.map((finding) => {
    const { kind, url, windowsPath } = finding.artifact;
    if (kind !== 'web-content' || url !== null || windowsPath === null) return finding;
    const reached = urlsOfFile(finding.host, windowsPath)[0] ?? null;
    return { ...finding, artifact: { ...finding.artifact, url: reached === null ? null : safeText(reached, 2_000) } };
  });
}

function* subjectsOf(finding: Finding, urlsOfFile: UrlsOfFile): Iterable<string> {
  const { windowsPath, url } = finding.artifact;
  if (url !== null) yield `url ${url.toLowerCase()}`;
  if (windowsPath !== null) {
    const path = windowsPath.toLowerCase();
    yield `file ${path}`;
    for (const reaching of urlsOfFile(finding.host, path)) yield `url ${reaching}`;
  }
  const { client, stems } = finding.message.data;
  if (Array.isArray(stems)) for (const stem of stems) yield `url ${stem.toLowerCase()}`;
  if (finding.outcome !== 'attempt' && typeof client === 'string') yield `client ${client}`;
}
