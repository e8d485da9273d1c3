// Reads an HttpProxy log of 74 columns and an event log with all shipped rules, and without: MB per second of processor time.
// usage: npm run bench -- exchange [--evtx <file>]   (evtxexport beside it, where it is installed)
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const load = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
const { loadSigmaPack, createSigmaPack } = await load('signatures/sigma/index.js');
const { EXCHANGE_COLUMNS } = await load('formats/exchange-csv/exchange-columns.js');
const { RecordRules } = await load('engine/records/record-hunt.js');
const { analyseRecords } = await load('engine/records/analyse-records.js');

const all = await loadSigmaPack([fileURLToPath(new URL('../signatures/sigma', import.meta.url))]);
const PIECE = 256 * 1024;
const TIMES = 4;

function proxyLog(rows) {
  const columns = EXCHANGE_COLUMNS.httpProxy;
  const lines = Array.from({ length: rows }, (_, i) => {
    const cells = {
      DateTime: `2021-03-03T05:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}.000Z`,
      RequestId: `5b1c0000-0000-4000-8000-${String(i).padStart(12, '0')}`,
      MajorVersion: 15,
      MinorVersion: 1,
      BuildVersion: 2375,
      RevisionVersion: 7,
      Protocol: 'Mapi',
      UrlHost: 'mail.example.test',
      UrlStem: `/mapi/emsmdb${i % 97}/`,
      AuthenticatedUser: `EXAMPLE\\user${i % 400}`,
      AnchorMailbox: 'MailboxGuid~a0000000-0000-4000-8000-000000000000@example.test',
      UserAgent: 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.5215; Pro)',
      ClientIpAddress: `198.51.100.${i % 250}`,
      HttpStatus: 200,
      BackEndStatus: 200,
      Method: 'POST',
      GenericInfo: `BeginRequest=2021-03-03T05:00:00.000Z;${'CorrelationID=<empty>;SharedCacheGuard=0;'.repeat(12)}`,
    };
    return columns.map((name) => cells[name] ?? '').join(',');
  });
  const header = `#Software: Microsoft Exchange Server\r\n#Version: 15.01.2375.007\r\n#Log-type: HttpProxy Logs\r\n#Fields: ${columns.join(',')}\r\n`;
  return [Buffer.from(header), Buffer.from(`${lines.join('\r\n')}\r\n`)];
}

async function* pieces([head, body]) {
  yield head;
  for (let n = 0; n < TIMES; n++) for (let at = 0; at < body.length; at += PIECE) yield body.subarray(at, at + PIECE);
}

async function measure(name, pack, file) {
  const before = process.cpuUsage();
  const chunks = pieces(file);
  const period = { since: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
  const { bytes, records } = await analyseRecords(new RecordRules(pack.program), period, {
    collectedPath: name,
    chunks,
    keep() {},
  });
  const { user, system } = process.cpuUsage(before);
  console.log(
    `${name}: ${(bytes / 1e6).toFixed(0)} MB, ${records} records, ${(bytes / (user + system)).toFixed(1)} MB/s`,
  );
}

const proxy = proxyLog(20_000);
await measure('HttpProxy, warming up', all, proxy);
await measure('HttpProxy, no rules', createSigmaPack([]), proxy);
await measure('HttpProxy, all rules', all, proxy);

const at = process.argv.indexOf('--evtx');
const evtx = at < 0 ? null : process.argv[at + 1];
if (evtx) {
  const bytes = readFileSync(evtx);
  const file = [bytes.subarray(0, 4096), bytes.subarray(4096)];
  await measure('event log, warming up', all, file);
  await measure('event log, no rules', createSigmaPack([]), file);
  await measure('event log, all rules', all, file);
  const started = performance.now();
  const { status, error } = spawnSync('evtxexport', [evtx], { stdio: ['ignore', 'ignore', 'ignore'] });
  const seconds = (performance.now() - started) / 1000;
  console.log(
    error || status === null
      ? 'evtxexport is not installed'
      : `evtxexport: ${(bytes.length / 1e6 / seconds).toFixed(1)} MB/s (once, of ${(bytes.length / 1e6).toFixed(1)} MB)`,
  );
} else console.log('Give an event log with --evtx to measure its reader, too.');
