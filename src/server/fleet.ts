import { sectionsNamed } from '../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../formats/xml/element-evidence.js';
import { attribute } from '../formats/xml/xml-document.js';
import type { Artifact } from '../model/artifact.js';
import { defineInputClass } from '../model/detector.js';
import type { ElementEvidence } from '../model/finding.js';
import { compareText } from '../platform/order.js';
import { maskKey } from './configuration/mask-key.js';
import type { ServerConfiguration } from './configuration/server-configuration.js';
import { traitsOf } from './configuration/traits.js';

/** One thing of one server's configuration, for comparing servers. */
export interface FleetTrait {
  readonly kind: string;
  /** Equal on every server that has it. */
  readonly key: string;
  readonly name: string;
  readonly foreign: boolean;
  readonly artifact: Artifact;
  readonly evidence: ElementEvidence;
}

export interface FleetServer {
  readonly host: string;
  readonly traits: readonly FleetTrait[];
}

/** The servers of one collection beside each other (TIM-10), in the order of their names. */
export interface Fleet {
  readonly servers: readonly FleetServer[];
}

export const serverFleet = defineInputClass<Fleet>('server-fleet');

/** Puts the servers whose applicationHost.config was collected beside each other. Null where there are not two with a name. */
export function fleetOf(configurations: ReadonlyMap<string | null, ServerConfiguration>): Fleet | null {
  const servers = [...configurations].flatMap(([host, configuration]) =>
    host === null || configuration.applicationHost === null ? [] : [{ host, traits: [...fleetTraits(configuration)] }],
  );
  return servers.length < 2 ? null : { servers: servers.sort((a, b) => compareText(a.host, b.host)) };
}

function* fleetTraits({ files, paths }: ServerConfiguration): Generator<FleetTrait> {
  for (const { file, artifact } of files) {
    for (const { kind, key, name, foreign, element } of traitsOf(file, paths).values()) {
      yield { kind, key: `${kind}|${key}`, name, foreign, artifact, evidence: elementEvidence(element, artifact) };
    }
    for (const { element } of sectionsNamed(file, 'system.web/machineKey')) {
      const validation = (attribute(element, 'validationKey') ?? '').split(',')[0] ?? '';
      if (!/^[0-9a-f]{16,}$/i.test(validation)) continue;
      const evidence = elementEvidence(element, artifact);
      yield {
        kind: 'machine key',
        key: `machine key|${validation.toLowerCase()}`,
        name: maskKey(validation),
        foreign: true,
        artifact,
        evidence: { ...evidence, text: evidence.text.replace(/[0-9a-f]{16,}/gi, maskKey) },
      };
    }
  }
}
