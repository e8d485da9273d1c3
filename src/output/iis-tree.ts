import { safeText } from '../platform/safe-text.js';
import type {
  IisInspection,
  InspectedApplication,
  InspectedEntry,
  Place,
} from '../server/configuration/inspect-iis.js';

/** A line of the tree and what hangs below it. */
interface Branch {
  readonly text: string;
  readonly below: readonly Branch[];
}

/** What `inspect iis` prints: one tree for each server. Text from evidence is made safe. */
export function renderIisTree(inspections: readonly IisInspection[]): string {
  return inspections.map((inspection) => `${draw(serverBranch(inspection), '', '').join('\n')}\n`).join('\n');
}

function serverBranch(server: IisInspection): Branch {
  return branch(server.host ?? 'server', [
    branch(server.configuration === null ? 'no applicationHost.config collected' : `read from ${server.configuration}`),
    ...(server.unreadableFrom === null
      ? []
      : [
          branch(
            `not readable from line ${server.unreadableFrom.line}, column ${server.unreadableFrom.column} on: ${server.unreadableFrom.reason}`,
          ),
        ]),
    branch(`Exchange in ${server.exchangeRoot}`),
    group('native modules', server.globalModules.map(entry)),
    group(
      'application pools',
      server.pools.map((pool) =>
        branch(
          `${pool.name}  ${pool.identity}, ${pool.runtimeVersion || 'no managed code'}, ${pool.pipeline}${pool.runs32Bit ? ', 32-bit' : ''}, ${pool.startMode}  ${at(pool)}`,
          [
            ...(pool.clrConfigFile === '' ? [] : [branch(`CLR configuration ${pool.clrConfigFile}`)]),
            ...pool.environment.map((variable) => branch(`environment ${variable}`)),
          ],
        ),
      ),
    ),
    ...server.sites.map((site) =>
      branch(
        `site ${site.id} ${site.name}  ${site.bindings.join(', ')}  ${at(site)}`,
        site.applications.map((app) => application(app, `${site.name}${app.path}`.replace(/\/$/, ''))),
      ),
    ),
    group(
      'set against a lock',
      server.refused.map((refused) =>
        branch(`${refused.section} for ${refused.at}: ${refused.reason}  ${at(refused)}`),
      ),
    ),
  ]);
}

function application(app: InspectedApplication, place: string): Branch {
  return branch(`application ${app.path}  ${app.pool}  ${at(app)}`, [
    ...app.virtualDirectories.map((directory) =>
      branch(
        `${directory.path} → ${directory.folder}${directory.webConfig ? '' : '  (no web.config collected)'}  ${at(directory)}`,
      ),
    ),
    branch(`logon ${app.authentication.join(', ') || 'none'}; access ${app.accessPolicy ?? 'not set'}`),
    ...own('modules', app.modules, place),
    ...own('handlers', app.handlers, place),
    ...own('ISAPI filters', app.filters, place),
    ...(app.notListed === 0 ? [] : [branch(`${app.notListed} further modules, handlers and filters are not listed`)]),
    ...(app.machineKey === null
      ? []
      : [
          branch(
            `machine key ${shortened(app.machineKey.validationKey)} / ${shortened(app.machineKey.decryptionKey)}  ${at(app.machineKey)}`,
          ),
        ]),
  ]);
}

/** Entries that levels above set are counted; those of the application itself are listed. */
function own(title: string, entries: readonly InspectedEntry[], place: string): Branch[] {
  if (entries.length === 0) return [];
  const listed = entries.filter(({ setAt }) => setAt.toLowerCase() === place.toLowerCase());
  return [branch(`${title}: ${entries.length - listed.length} inherited, ${listed.length} own`, listed.map(entry))];
}

function entry({ name, runs, on, ...place }: InspectedEntry): Branch {
  return branch(`${name}${on === null ? '' : `  ${on}`}${runs === '' ? '' : `  ${runs}`}  ${at(place)}`);
}

/** A key is a secret: whoever reads the tree needs to know which, not the whole. */
function shortened(key: string): string {
  return /^[0-9a-f]{16,}$/i.test(key) ? `${key.slice(0, 8)}…(${key.length})` : key;
}

function at({ file, line }: Place): string {
  return `[${file.split('/').at(-1)}:${line}]`;
}

function group(title: string, below: readonly Branch[]): Branch {
  return branch(`${title}: ${below.length}`, below);
}

function branch(text: string, below: readonly Branch[] = []): Branch {
  return { text: safeText(text, 400), below };
}

function draw({ text, below }: Branch, first: string, rest: string): string[] {
  return [
    first + text,
    ...below.flatMap((child, i) => {
      const last = i === below.length - 1;
      return draw(child, `${rest}${last ? '└─ ' : '├─ '}`, `${rest}${last ? '   ' : '│  '}`);
    }),
  ];
}
