// Writes samples/collections/: synthetic collections in the layout of KAPE, from facts about what Exchange and IIS ship.
//   node scripts/make-sample-collections.mjs <folder with baseline-web-paths.tsv and iis-baseline.json>
// Seeded: the same facts give the same bytes. Nothing in them was ever on a server, and nothing in them works.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledPages } from './samples/compiled-pages.mjs';
import { backEndLog, frontEndLog } from './samples/iis-logs.mjs';
import { applicationHost, webConfigs } from './samples/iis-configuration.mjs';
import { inertShell } from './samples/inert-pages.mjs';
import { productFiles, siteRoot } from './samples/product-files.mjs';
import { DAYS, EXCHANGE, servers } from './samples/servers.mjs';
import { eventLogs, exchangeLogs } from './samples/survivor-logs.mjs';
import { agentsConfig } from './samples/transport-agents.mjs';

const facts = process.argv[2];
if (facts === undefined) throw new Error('usage: node scripts/make-sample-collections.mjs <folder of the facts>');
const baseline = JSON.parse(readFileSync(join(facts, 'iis-baseline.json'), 'utf8'));
const shipped = readFileSync(join(facts, 'baseline-web-paths.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => row.split('\t'));
const target = fileURLToPath(new URL('../samples/collections/', import.meta.url));

function makeCollection(server) {
  const files = new Map();
  const put = (path, text, created, modified = created) =>
    files.set(path, { bytes: Buffer.from(text), created, modified });
  const installed = '2022-05-14T09:20:00Z';
  for (const [path, text] of productFiles(server, shipped))
    if (!server.few || /\/owa\/auth\/[^/]+$/.test(path)) put(`${EXCHANGE}/${path}`, text, installed);
  for (const [path, text] of siteRoot(server)) put(path, text, installed);
  for (const [path, text] of server.few ? [] : webConfigs(server, baseline))
    put(path, text, installed, '2022-11-09T18:02:11Z');
  put(
    'Windows/System32/inetsrv/config/applicationHost.config',
    applicationHost(server, baseline),
    installed,
    server.intruder ? '2022-11-06T01:12:09Z' : '2022-11-09T18:02:11Z',
  );
  put(
    'Windows/System32/inetsrv/config/administration.config',
    '<?xml version="1.0" encoding="UTF-8"?>\n<configuration>\n  <configSections />\n  <moduleProviders />\n  <modules />\n</configuration>\n',
    installed,
  );
  put(
    'Windows/System32/inetsrv/config/redirection.config',
    '<?xml version="1.0" encoding="UTF-8"?>\n<configuration>\n  <configurationRedirection enabled="false" />\n</configuration>\n',
    installed,
  );
  put(`${EXCHANGE}/TransportRoles/Shared/agents.config`, agentsConfig(), installed);
  for (const [path, text, time] of compiledPages(server)) put(path, text, time);
  for (const day of server.days ?? DAYS) {
    const name = `u_ex${day.slice(2).replaceAll('-', '')}.log`;
    const end = `${day}T23:59:59Z`;
    put(`inetpub/logs/LogFiles/W3SVC1/${name}`, frontEndLog(server, day), `${day}T00:00:04Z`, end);
    put(`inetpub/logs/LogFiles/W3SVC2/${name}`, backEndLog(server, day), `${day}T00:00:04Z`, end);
  }
  if (server.intruder) {
    for (const [path, text, time] of exchangeLogs(server, DAYS)) put(`${EXCHANGE}/Logging/${path}`, text, time);
    for (const [name, bytes, time] of eventLogs()) put(`Windows/System32/winevt/Logs/${name}`, bytes, installed, time);
    put(`${EXCHANGE}/FrontEnd/HttpProxy/owa/auth/errorEW.aspx`, inertShell(), '2022-11-05T02:17:40Z');
  }
  for (const [path, text, time] of server.pages ?? []) put(path, text(), time);
  writeCollection(server.folder, files);
}

/** KAPE copies to a folder named by the drive and keeps paths and times in its CopyLog. */
function writeCollection(folder, files) {
  const root = join(target, folder);
  rmSync(root, { recursive: true, force: true });
  const rows = [
    'CopiedTimestamp,SourceFile,DestinationFile,FileSize,SourceFileSha1,DeferredCopy,CreatedOnUtc,ModifiedOnUtc,LastAccessedOnUtc,CopyDuration',
  ];
  const kape = (time) => time.replace('T', ' ').replace('Z', '.0000000');
  for (const [path, { bytes, created, modified }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const file = join(root, 'C', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    const windows = path.replaceAll('/', '\\');
    const sha1 = createHash('sha1').update(bytes).digest('hex').toUpperCase();
    rows.push(
      `2022-11-16 08:00:00.0000000,C:\\${windows},E:\\triage\\C\\${windows},${bytes.length},${sha1},False,${kape(created)},${kape(modified)},${kape(modified)},00:00:00.0010000`,
    );
  }
  writeFileSync(join(root, '2022-11-16T080000_CopyLog.csv'), `\ufeff${rows.join('\r\n')}\r\n`);
}

for (const server of servers) makeCollection(server);
