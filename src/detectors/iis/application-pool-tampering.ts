import { applicationHostConfig, sectionsNamed } from '../../formats/iis-config/configuration-file.js';
import { elementEvidence } from '../../formats/xml/element-evidence.js';
import { attribute, childrenNamed, descendant, type XmlElement } from '../../formats/xml/xml-document.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { folderTrust } from '../../server/configuration/folder-trust.js';
import { isMonitoring, isOfProfiler, loadsCode } from '../../server/configuration/loading-variables.js';
import { type ServerPaths, serverPathsOf } from '../../server/configuration/server-paths.js';
import { iisKnownGood } from '../../server/iis-known-good.js';
import { hasExchange } from '../../server/server-roles.js';

/** Variables that blind what watches the worker process. */
const BLINDS = /^(?:COMPlus|DOTNET)_(?:ETWEnabled|LTTng|EnableEventLog)$/i;

/** Settings of `<failure>` that name a program to run. */
const COMMANDS = ['orphanActionExe', 'autoShutdownExe'];

/** What IIS Express starts its pools with. */
const OF_IIS_EXPRESS = /^[a-z]:\\users\\[^\\]{1,60}\\(?:.{1,200}\\)?iisexpress\\config\\aspnet\.config$/;

interface Oddity {
  readonly message: 'environment' | 'command' | 'clr' | 'account' | 'foreign' | 'weakened';
  readonly element: XmlElement;
  readonly what: string;
  readonly value: string;
  readonly severity: Severity;
  readonly hygiene?: true;
}

export default defineDetector({
  id: 'iis.application-pool-tampering',
  title: 'Application pool that starts more than its site',
  description:
    'Environment variables, a start-up configuration or a command of an application pool run code in or beside the worker process, with its rights. Exchange sets none but its own configuration files.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004', 'T1574.012'],
  references: ['IIS-08', 'NET-07'],
  falsePositives: [
    'Monitoring products that profile .NET, with a DLL below Program Files',
    'Pools of other applications',
  ],
  nextSteps: ['Collect the program, DLL or configuration that is named', 'Compare with inetpub\\history'],
  consumes: applicationHostConfig,
  messages: {
    environment: 'Pool {pool} sets {what} to {value}, which loads code into its worker process or hides it',
    command: 'Pool {pool} runs {value} when its worker process fails ({what})',
    clr: 'Pool {pool} starts .NET with {value}, which Exchange does not ship',
    account: 'Pool {pool} of Exchange runs as {value} instead of LocalSystem',
    foreign: 'Pool {pool} runs as {value}; Exchange has no such pool',
    weakened: 'Pool {pool} of Exchange has {what} set to {value}',
  },
  *inspect(file, context) {
    const paths = serverPathsOf(file, context.artifact);
    const onExchange = hasExchange(context.server);
    for (const { element: section } of sectionsNamed(file, 'system.applicationHost/applicationPools')) {
      const defaults = descendant(section, 'applicationPoolDefaults');
      for (const pool of [...childrenNamed(section, 'add'), ...(defaults ? [defaults] : [])]) {
        const name = attribute(pool, 'name') ?? 'applicationPoolDefaults';
        for (const { message, element, what, value, severity, hygiene } of oddities(pool, name, paths, onExchange)) {
          yield {
            message,
            severity,
            ...(hygiene ? ({ outcome: 'hygiene', confidence: 'weak' } as const) : {}),
            data: { pool: name, what, value },
            at: elementEvidence(element, context.artifact),
            identity: [name.toLowerCase(), what.toLowerCase()],
          };
        }
      }
    }
  },
});

function* oddities(pool: XmlElement, name: string, paths: ServerPaths, onExchange: boolean): Generator<Oddity> {
  const known = iisKnownGood();
  const variables = childrenNamed(pool, 'environmentVariables').flatMap((list) => childrenNamed(list, 'add'));
  const monitored = isMonitoring(
    variables.map((one) => [attribute(one, 'name') ?? '', attribute(one, 'value') ?? '']),
    (path) => folderTrust(paths.canonical(path)) === 'vendor',
  );
  for (const variable of variables) {
    const what = attribute(variable, 'name') ?? '';
    const value = attribute(variable, 'value') ?? '';
    if (!loadsCode(what) && !BLINDS.test(what)) continue;
    const vendor = /\\/.test(value) && folderTrust(paths.canonical(value)) === 'vendor';
    const harmless = vendor || !/\\|\/|,/.test(value);
    const isMonitored = monitored && isOfProfiler(what);
    yield {
      message: 'environment',
      element: variable,
      what,
      value,
      severity: BLINDS.test(what) ? 'high' : isMonitored ? 'low' : harmless ? 'medium' : 'critical',
      ...(isMonitored ? { hygiene: true } : {}),
    };
  }
  const failure = descendant(pool, 'failure');
  for (const what of COMMANDS) {
    const value = failure && attribute(failure, what);
    if (failure && value) yield { message: 'command', element: failure, what, value, severity: 'critical' };
  }
  const clr = attribute(pool, 'CLRConfigFile') ?? '';
  const file = paths.canonical(clr);
  if (clr !== '' && !known.poolConfigurations.includes(file) && !OF_IIS_EXPRESS.test(file)) {
    const trust = folderTrust(file);
    const isApplication = trust === 'web' && !known.pools.includes(name) && !/^MSExchange/.test(name);
    const near = trust === 'exchange' || trust === 'vendor' || isApplication || (trust === 'odd' && !onExchange);
    const severity = near ? 'medium' : trust === 'odd' ? 'high' : 'critical';
    yield { message: 'clr', element: pool, what: 'CLRConfigFile', value: clr, severity };
  }
  const model = descendant(pool, 'processModel');
  const account = (model && (attribute(model, 'userName') || attribute(model, 'identityType'))) ?? '';
  const ofExchange = /^MSExchange/.test(name);
  if (ofExchange && account !== '' && account !== 'LocalSystem') {
    yield {
      message: 'account',
      element: model ?? pool,
      what: 'identityType',
      value: account,
      severity: 'low',
      hygiene: true,
    };
  }
  if (!known.pools.includes(name) && name !== 'applicationPoolDefaults' && (ofExchange || account === 'LocalSystem')) {
    yield {
      message: 'foreign',
      element: pool,
      what: 'name',
      value: account || 'the default account',
      severity: ofExchange && onExchange ? 'high' : onExchange ? 'medium' : 'low',
      ...(onExchange ? {} : { hygiene: true }),
    };
  }
  if (ofExchange && attribute(pool, 'enable32BitAppOnWin64')?.toLowerCase() === 'true') {
    yield { message: 'weakened', element: pool, what: 'enable32BitAppOnWin64', value: 'true', severity: 'medium' };
  }
  const pipeline = attribute(pool, 'managedPipelineMode');
  if (ofExchange && pipeline === 'Classic') {
    yield { message: 'weakened', element: pool, what: 'managedPipelineMode', value: pipeline, severity: 'medium' };
  }
}
