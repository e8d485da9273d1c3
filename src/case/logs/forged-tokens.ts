import { readCommonAccessToken } from '../../formats/common-access-token/common-access-token.js';
import type { Evidence, RecordEvidence } from '../../model/finding.js';

/** Whom forged tokens in the queries say that they speak for. */
export function tokensIn(examples: readonly RecordEvidence[]): Evidence[] {
  const told = examples.flatMap(({ path, fields }) => {
    const token = readCommonAccessToken(fields['UrlQuery'] ?? fields['cs-uri-query'] ?? '');
    if (token === null) return [];
    const { logonName, userSid, groupSids, authentication } = token;
    const groups = groupSids.length === 0 ? '' : `, groups ${groupSids.join(' ')}`;
    const text = `${logonName ?? 'nobody'} ${userSid ?? ''} (${authentication ?? 'no authentication'})${groups}`;
    return [{ type: 'fact' as const, label: 'token (X-Rps-CAT) speaks for', text, path }];
  });
  return [...new Map(told.map((fact) => [fact.text, fact])).values()];
}
