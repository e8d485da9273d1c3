import { itemsOf, sectionsNamed } from '../formats/iis-config/configuration-file.js';
import { attribute, walk } from '../formats/xml/xml-document.js';
import type { Artifact } from '../model/artifact.js';
import type { RoleName, ServerFacts, ServerRole } from '../model/server.js';
import { parseManagedType } from './configuration/managed-type.js';
import type { ServerConfiguration } from './configuration/server-configuration.js';
import { isOfExpress } from './configuration/server-paths.js';
import { buildsIn, compareBuilds, exchangeRootsIn } from './exchange-path.js';
import { iisKnownGood } from './iis-known-good.js';
import { windowsPathsOf } from './windows-paths.js';

/** Reasons that one role lists. */
const LISTED = 5;

/** Managed types of Exchange from which on a configuration file is one of Exchange: a single one may be anybody's claim. */
const TYPES_NEEDED = 2;

export interface RoleEvidence {
  readonly artifacts: readonly Pick<Artifact, 'windowsPath' | 'kind'>[];
  readonly configuration: Pick<ServerConfiguration, 'applicationHost' | 'files' | 'sites' | 'pools'> | null;
}

/** Each pattern is asked of `kind: value` lines in lower case, such as `pool: wsuspool` or `folder: c:\program files\…`. */
const ROLES: readonly (readonly [RoleName, RegExp])[] = [
  ['SharePoint', /^(?:pool|site): sharepoint |^(?:folder|image): .*\\web server extensions\\1\d\\|^app: \/_vti_bin$/],
  ['Windows Server Update Services', /^pool: wsuspool$|^site: wsus administration$|^folder: .*\\update services\\/],
  ['Configuration Manager', /^(?:pool: (?:sms|ccm) |app: \/(?:sms_|ccm_)|folder: .*\\(?:sms_ccm|sms_dp\$?)(?:\\|$))/],
  [
    'Certificate Services',
    /^app: \/(?:certsrv|certenroll|.*_ces_(?:kerberos|username|certificate)|adpolicyprovider_cep)/,
  ],
  ['Remote Desktop Gateway', /^app: \/rpcwithcert$|^pool: rpc(?:proxy)?apppool$|^app: \/remotedesktopgateway$/],
  ['Remote Desktop Web Access', /^app: \/rdweb|^pool: rdwebaccess$/],
  ['PowerShell Web Access', /^folder: .*\\powershellwebaccess\\|^pool: pswa_pool$|^app: \/pswa$/],
  [
    'Federation Services',
    /^app: \/adfs(?:\/|$)|^file: .*\\windows\\adfs\\(?!(?:config\\)?microsoft\.identityserver\.proxyservice)/,
  ],
  [
    'Web Application Proxy',
    /^file: .*\\(?:windows\\adfs\\(?:config\\)?microsoft\.identityserver\.proxyservice\.|winevt\\logs\\microsoft-windows-webapplicationproxy%4)/,
  ],
  ['Kudu', /^folder: .*\\(?:kudu|sitewwwroot)(?:\\|$)|^site: ~1/],
];

const EXCHANGE_SIGN =
  /^site: exchange back end$|^pool: msexchange|^folder: .*\\(?:frontend\\httpproxy|clientaccess)(?:\\|$)|^module: (?:exppw|cafe_exppw|kerbauth)$/;

/**
 * What a server is for, each role with its reasons. Names of sites, pools and folders tell, not the types that configuration
 * claims; without any configuration of IIS only what its files tell.
 */
export function serverRoles(evidence: RoleEvidence): ServerRole[] {
  const all = [...signsOf(evidence)];
  const isExchange = all.some((sign) => EXCHANGE_SIGN.test(sign.toLowerCase()));
  // Outlook Anywhere has the application of the gateway, too.
  const signs = all.filter((sign) => !isExchange || sign.toLowerCase() !== 'app: /rpcwithcert');
  const found = ROLES.flatMap(([role, pattern]) =>
    roleOf(
      role,
      signs.filter((sign) => pattern.test(sign.toLowerCase())),
    ),
  );
  const exchange = exchangeRole(evidence, signs);
  const host = evidence.configuration?.applicationHost ?? null;
  if (host === null) return [...exchange, ...found];
  const own: ServerRole = isOfExpress(host.file)
    ? { role: 'IIS Express', reasons: ['native modules of IIS Express'] }
    : { role: 'IIS', reasons: [`${host.artifact.collectedPath} was collected`] };
  return [...exchange, ...found, own];
}

/** Whether the strict baseline of Exchange can apply to anything of a server. */
export function hasExchange({ roles }: Pick<ServerFacts, 'roles'>): boolean {
  return roles.some(({ role }) => role.startsWith('Exchange'));
}

export function hasRole({ roles }: Pick<ServerFacts, 'roles'>, wanted: RoleName): boolean {
  return roles.some(({ role }) => role === wanted);
}

function roleOf(role: RoleName, reasons: readonly string[]): ServerRole[] {
  return reasons.length === 0 ? [] : [{ role, reasons: [...new Set(reasons)].slice(0, LISTED) }];
}

function exchangeRole({ artifacts, configuration }: RoleEvidence, signs: readonly string[]): ServerRole[] {
  const paths = windowsPathsOf(artifacts);
  const roots = exchangeRootsIn(paths);
  const agents = artifacts.find(({ kind, windowsPath }) => kind === 'agents-config' && windowsPath !== null);
  const types = typesOfExchange(configuration);
  const reasons = [
    ...signs.filter((sign) => EXCHANGE_SIGN.test(sign.toLowerCase())),
    ...roots.map((root) => `folder: ${root}`),
    ...(agents ? [`file: ${agents.windowsPath}`] : []),
    ...(types.length >= TYPES_NEEDED ? [`types: ${types.slice(0, TYPES_NEEDED).join(', ')}`] : []),
  ];
  if (reasons.length === 0) return [];
  const build = [...buildsIn(paths, roots)].sort(compareBuilds).at(-1);
  let [front, back] = [false, false];
  for (const told of [reasons, paths]) {
    for (const text of told) {
      const lower = text.toLowerCase();
      front ||= lower.includes('\\frontend\\httpproxy') || lower === 'module: cafe_exppw';
      back ||= lower === 'site: exchange back end' || lower.includes('\\clientaccess\\');
    }
  }
  const edge = agents !== undefined && !front && !back && roots.length === 0 && configuration?.applicationHost == null;
  return roleOf(edge ? 'Exchange Edge' : versionOf(build, front, back), [
    ...(build === undefined ? [] : [`build: ${build}`]),
    ...reasons,
  ]);
}

/** By the build; both roles of Exchange 2013 may stand on one server, later versions have no others. */
function versionOf(build: string | undefined, front: boolean, back: boolean): RoleName {
  const [, minor, number = '0'] = build?.split('.') ?? [];
  switch (minor) {
    case '0':
      return front === back ? 'Exchange 2013' : front ? 'Exchange 2013 Client Access' : 'Exchange 2013 Mailbox';
    case '1':
      return 'Exchange 2016';
    case '2':
      return Number(number) >= FIRST_BUILD_OF_SE ? 'Exchange SE' : 'Exchange 2019';
    default:
      return 'Exchange';
  }
}

/** 15.2.2562 is the release of the Subscription Edition. */
const FIRST_BUILD_OF_SE = 2562;

/** Shipped types of Exchange that one file names: what no administrator would write by hand. */
function typesOfExchange(configuration: RoleEvidence['configuration']): string[] {
  const known = new Set(iisKnownGood().types.filter((type) => type.startsWith('Microsoft.Exchange.')));
  for (const { file } of configuration?.files ?? []) {
    const found = new Set<string>();
    for (const name of ['system.webServer/modules', 'system.webServer/handlers']) {
      for (const { element } of itemsOf(file, name)) {
        const { className, assembly } = parseManagedType(attribute(element, 'type') ?? '');
        const type = assembly === null ? className : `${className}, ${assembly}`;
        if (known.has(type)) found.add(type);
      }
    }
    if (found.size >= TYPES_NEEDED) return [...found];
  }
  return [];
}

function* signsOf({ artifacts, configuration }: RoleEvidence): Generator<string> {
  for (const { windowsPath } of artifacts) {
    if (windowsPath !== null && /\\windows\\adfs\\|\\microsoft-windows-webapplicationproxy%4/i.test(windowsPath))
      yield `file: ${windowsPath}`;
  }
  const host = configuration?.applicationHost;
  for (const { element } of host ? itemsOf(host.file, 'system.webServer/globalModules') : []) {
    yield `module: ${attribute(element, 'name') ?? ''}`;
    yield `image: ${attribute(element, 'image') ?? ''}`;
  }
  for (const { name } of configuration?.pools ?? []) yield `pool: ${name}`;
  for (const { name, applications } of configuration?.sites ?? []) {
    yield `site: ${name}`;
    for (const { path, virtualDirectories } of applications) {
      yield `app: ${path}`;
      for (const { folder } of virtualDirectories) yield `folder: ${folder}`;
    }
  }
  // A location for an application says that there is or was one, as where the list of sites was cut off.
  for (const { file } of configuration?.files ?? []) {
    if (file.kind !== 'application-host') continue;
    for (const section of sectionsNamed(file, 'system.webServer/handlers')) {
      if (section.location !== null) yield `site: ${section.location.split('/')[0] ?? ''}`;
    }
    for (const linked of file.root ? walk(file.root) : []) {
      if (linked.name !== 'linkedConfiguration') continue;
      yield `folder: ${attribute(linked, 'href') ?? ''}`;
    }
  }
}
