import type { Finding, OpenQuestion, Verdict } from '../model/finding.js';
import { compareSeverity } from '../model/severity.js';

export interface VerdictInput {
  readonly findings: readonly Finding[];
  readonly patchedOn: string | null;
  readonly questions: readonly OpenQuestion[];
  /** Everything collected was examined, and every required class was there. */
  readonly complete: boolean;
}

/** Requests and configuration aside, is this something that lies on the server? */
const isRequest = (finding: Finding) => finding.evidence.some((item) => item.type === 'record');
const isSerious = (finding: Finding) => compareSeverity(finding.severity, 'medium') >= 0;

/**
 * Answers the question that the tool exists for, from the findings alone. Section 15.1 of the reference gives the classes.
 * A finding that is open to doubt (below `medium`) supports no answer above "attempts only".
 */
export function judge({ findings, patchedOn, questions, complete }: VerdictInput): Verdict {
  const serious = findings.filter(isSerious);
  const entered = serious.filter((finding) => isRequest(finding) && finding.outcome === 'success');
  const left = serious.filter((finding) => !isRequest(finding) && finding.outcome === 'compromise');
  const used = serious.filter(
    (finding) => isRequest(finding) && finding.outcome !== 'attempt' && finding.outcome !== 'hygiene',
  );

  const gotIn = entered.filter((finding) => finding.phase !== 'after');
  const usedAfterwards = used.filter((finding) => finding.phase === 'after' || finding.phase === 'spanning');
  const survived = patchedOn !== null && usedAfterwards.length > 0 && left.length > 0;
  const answer = survived
    ? 'persistence-survived-the-patch'
    : left.length > 0 || used.some((finding) => finding.outcome === 'compromise')
      ? 'compromised'
      : entered.length > 0
        ? 'probably-exploited'
        : findings.some((finding) => finding.outcome === 'attempt')
          ? 'attempts-only'
          : complete
            ? 'nothing-found'
            : 'not-assessable';

  const missing = [
    ...(patchedOn === null
      ? ['The day of the patch: with --patched-on, findings are told apart into before and after.']
      : []),
    ...questions.map(
      (question) => `${question.host === null ? '' : `${question.host}: `}${question.question} ${question.reason}`,
    ),
  ];
  return {
    answer,
    summary: SUMMARIES[answer],
    gotIn: fingerprints(gotIn),
    left: fingerprints(left),
    usedAfterwards: fingerprints(usedAfterwards),
    missing,
  };
}

const SUMMARIES: Readonly<Record<Verdict['answer'], string>> = {
  'persistence-survived-the-patch':
    'An intruder left a way in that survived the patch and was used after it. The server is not clean: isolate it, keep the evidence, rotate keys and passwords.',
  compromised:
    'An intruder left something on this server. Whether it is used must be looked into now: isolate the server, keep the evidence.',
  'probably-exploited':
    'Exploit requests were answered as success, but nothing left behind was found in what was collected. Treat the server as compromised until proven otherwise.',
  'attempts-only': 'There were attempts. Nothing that was examined shows that one succeeded.',
  'nothing-found': 'Nothing that shows an intruder was found in what was examined.',
  'not-assessable':
    'Nothing that shows an intruder was found, but not everything could be examined: this is no clean bill.',
};

function fingerprints(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map((finding) => finding.fingerprint))];
}
