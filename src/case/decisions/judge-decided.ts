import type { Verdict } from '../../model/finding.js';
import { ANSWERS, judge, type VerdictInput } from '../verdict/verdict.js';

/**
 * The verdict of what nobody decided about. Where decisions make an answer milder, it says what it would be without them, first of all.
 */
export function judgeDecided(input: VerdictInput): Verdict {
  const live = input.findings.filter(({ decision }) => decision === undefined);
  const verdict = judge({ ...input, findings: live });
  const suppressed = input.findings.length - live.length;
  if (suppressed === 0) return verdict;
  const without = judge(input);
  const isGraver = (one: Verdict['answer'], than: Verdict['answer']) => ANSWERS.indexOf(one) < ANSWERS.indexOf(than);
  const answers = new Map(without.servers.map(({ host, answer }) => [host, answer]));
  const servers = verdict.servers.map((server) => {
    const answer = answers.get(server.host) ?? server.answer;
    return isGraver(answer, server.answer) ? { ...server, withoutDecisions: answer } : server;
  });
  const milder = servers.filter(({ withoutDecisions }) => withoutDecisions !== undefined);
  if (milder.length === 0) return verdict;
  const whose =
    servers.length === 1 ? '' : ` of ${milder.map(({ host }) => host ?? 'the server that is not named').join(', ')}`;
  const gravest = ANSWERS.find((answer) => milder.some(({ withoutDecisions }) => withoutDecisions === answer));
  const said = `Decisions suppress ${suppressed} finding${suppressed === 1 ? '' : 's'}; without them the answer${whose} would be ${(gravest ?? '').replaceAll('-', ' ').toUpperCase()}.`;
  return {
    ...verdict,
    ...(isGraver(without.answer, verdict.answer) && { withoutDecisions: without.answer }),
    summary: `${said} ${verdict.summary}`,
    servers,
  };
}
