import { configurationFile } from '../formats/iis-config/configuration-file.js';
import { groupBy } from '../platform/group-by.js';
import { resolveConfiguration, type ServerConfiguration } from '../server/configuration/server-configuration.js';
import { type DetectorInput, isInputOf } from './run-detectors.js';

/** The resolved configuration of each server that has configuration files, by its name. */
export function resolveServers(inputs: readonly DetectorInput[]): ReadonlyMap<string | null, ServerConfiguration> {
  const files = inputs
    .filter((input) => isInputOf(input, configurationFile))
    .flatMap(({ value, artifact, host }) => (artifact === null ? [] : [{ host, source: { file: value, artifact } }]));
  const byHost = groupBy(files, ({ host }) => host);
  return new Map([...byHost].map(([host, ofHost]) => [host, resolveConfiguration(ofHost.map(({ source }) => source))]));
}
