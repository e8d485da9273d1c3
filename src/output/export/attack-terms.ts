import { TACTICS, type Tactic, technique } from '../../model/attack.js';

export const ATTACK_VERSION = '19';

/** Ids of tactics of ATT&CK for Enterprise, version 19 (https://attack.mitre.org/versions/v19/tactics/enterprise/). */
const TACTIC_IDS: Readonly<Record<Tactic, string>> = {
  reconnaissance: 'TA0043',
  'resource-development': 'TA0042',
  'initial-access': 'TA0001',
  execution: 'TA0002',
  persistence: 'TA0003',
  'privilege-escalation': 'TA0004',
  stealth: 'TA0005',
  'defense-impairment': 'TA0112',
  'credential-access': 'TA0006',
  discovery: 'TA0007',
  'lateral-movement': 'TA0008',
  collection: 'TA0009',
  'command-and-control': 'TA0011',
  exfiltration: 'TA0010',
  impact: 'TA0040',
};

export interface NamedTactic {
  readonly id: string;
  readonly name: string;
  /** As layers of the Navigator and kill chain phases of STIX write it. */
  readonly shortname: Tactic;
}

export interface NamedTechnique {
  readonly id: string;
  /** Of the technique or sub-technique; its id where the table does not have it. */
  readonly name: string;
  /** The technique that a sub-technique is one of, with the name that the table has for it; null for techniques. */
  readonly parent: { readonly id: string; readonly name: string } | null;
  readonly tactics: readonly NamedTactic[];
}

const NAMED: ReadonlyMap<Tactic, NamedTactic> = new Map(
  TACTICS.map((shortname) => [
    shortname,
    {
      id: TACTIC_IDS[shortname],
      name: shortname
        .replace(/(^|-)(?!and\b)([a-z])/g, (_, dash: string, letter: string) => `${dash}${letter.toUpperCase()}`)
        .replaceAll('-', ' '),
      shortname,
    },
  ]),
);

/** A technique with all the names that exports show. */
export function namedTechnique(id: string): NamedTechnique {
  const known = technique(id);
  const [parent] = id.split('.');
  return {
    id,
    name: known?.name ?? id,
    parent: parent === undefined || parent === id ? null : { id: parent, name: technique(parent)?.name ?? parent },
    tactics: (known?.tactics ?? []).flatMap((tactic) => NAMED.get(tactic) ?? []),
  };
}

/** Where ATT&CK describes a technique. */
export function techniqueUrl(id: string): string {
  return `https://attack.mitre.org/techniques/${id.replace('.', '/')}/`;
}
