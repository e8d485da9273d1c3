import type { Finding, Report } from '../../model/finding.js';
import { isLoopback } from '../../server/client-address.js';
import type { PatchedOn } from '../verdict/patch-days.js';
import type { UrlsOfFile } from '../findings/relate-findings.js';
import { actionsFor } from './actions.js';
import { tellStory } from './incidents.js';
import { subjectsOf } from './subjects.js';
import { timelineOf } from './timeline.js';

export interface CaseFacts {
  readonly urlsOfFile: UrlsOfFile;
  readonly patchedOn: PatchedOn;
  /** Servers of the collection; null stands for one that nothing names. */
  readonly servers: readonly (string | null)[];
  /** Addresses behind which there are many people: proxies, balancers and monitors. */
  readonly isShared: (address: string) => boolean;
  /** User agents that say who somebody is. */
  readonly isRareAgent: (agent: string) => boolean;
}

export type Case = Pick<Report, 'subjects' | 'incidents' | 'timeline' | 'actions'> & {
  /** Dated facts that the timeline has no room for. */
  readonly factsLeft: number;
};

/** Makes the case out of findings: subjects, incidents, their timeline and what to do about them. Pure; no order of input shows. */
export function tellCase(findings: readonly Finding[], facts: CaseFacts): Case {
  const own = serverAddresses(findings);
  const isItself = (address: string) => isLoopback(address) || own.has(address);
  const made = subjectsOf(findings, facts.urlsOfFile, facts.patchedOn, isItself);
  const { subjects, incidents } = tellStory(
    made,
    (address) => facts.isShared(address) || isItself(address),
    facts.isRareAgent,
  );
  const byKey = new Map(findings.map((finding) => [`${finding.host ?? ''}\n${finding.fingerprint}`, finding]));
  const patches = facts.servers.flatMap((host) => {
    const time = facts.patchedOn(host);
    return time === null ? [] : [{ host, time }];
  });
  const { facts: timeline, left } = timelineOf(findings, subjects, incidents, patches);
  return {
    subjects: [...subjects],
    incidents: [...incidents],
    timeline: [...timeline],
    actions: actionsFor(incidents, subjects, (host, fingerprint) => byKey.get(`${host ?? ''}\n${fingerprint}`)),
    factsLeft: left,
  };
}

/** Addresses of servers that ask themselves, as a front end asks its back end: somebody else asked them. */
function serverAddresses(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(
    findings.flatMap(({ evidence }) =>
      evidence.flatMap((item) => {
        const address = item.type === 'record' ? item.fields['s-ip'] : null;
        return address != null && item.type === 'record' && item.fields['c-ip'] === address ? [address] : [];
      }),
    ),
  );
}
