import { afterAll, describe, expect, it } from 'vitest';
import { collect } from '../../src/collection/collect.js';
import { readArtifact } from '../../src/collection/opening/open-artifact.js';
import { Reading } from '../../src/collection/reading/reading.js';
import { arrangedServer } from './arranged-server.js';
import { APPLICATION_HOST, evidence, iisLogOf } from './evidence-folder.js';
import { zipOf } from './zip-writer.js';

const reading = new Reading();
afterAll(() => reading.close());

/** One server: paths below its drive, and what is there. */
const SERVER: Readonly<Record<string, string>> = {
  'inetpub/wwwroot/aspnet_client/x.aspx': '<%@ Page Language="C#" %>hello',
  'inetpub/logs/LogFiles/W3SVC1/u_ex210303.log': iisLogOf('EX01'),
  'Windows/System32/inetsrv/config/applicationHost.config': APPLICATION_HOST(),
  'Windows/Temp/Setup: log.txt': 'x',
  'Program Files/Microsoft/Exchange Server/V15/FrontEnd/HttpProxy/owa/auth/logon.aspx': 'x',
};
const WINDOWS = Object.keys(SERVER)
  .map((path) => `C:\\${path.replaceAll('/', '\\')}`)
  .sort();

describe('one server', () => {
  it.skipIf(process.platform === 'win32').each(Object.entries(arrangedServer(SERVER, 'EX01')))(
    'is the same in every layout: %s',
    async (_, files) => {
      const { artifacts, hosts } = await collect([evidence(files)], { reading });
      const own = artifacts.filter(({ windowsPath }) => windowsPath !== null);
      expect(hosts).toEqual(['EX01']);
      expect(own.map(({ windowsPath }) => windowsPath).sort()).toEqual(WINDOWS);
      for (const artifact of own) {
        const path = artifact.windowsPath?.slice(3).replaceAll('\\', '/') ?? '';
        const { bytes, notes } = await readArtifact(artifact, 1 << 20);
        expect([path, bytes.toString(), notes]).toEqual([path, SERVER[path], []]);
        expect([path, artifact.kind, artifact.carriesCode, artifact.host]).toEqual(expected(path));
      }
    },
  );
});

function expected(path: string) {
  const kinds: Readonly<Record<string, readonly [kind: string, carriesCode: boolean]>> = {
    aspx: ['web-content', true],
    log: ['iis-log', false],
    config: ['application-host-config', true],
    txt: ['other', true],
  };
  return [path, ...(kinds[path.split('.').at(-1) ?? ''] ?? []), 'EX01'];
}

describe('two servers in the zips of ExchangeLogCollector', () => {
  const server = (name: string) =>
    zipOf([
      { name: 'IIS_W3SVC1_Logs.zip', content: zipOf([{ name: 'u_ex210303.log', content: iisLogOf(name) }]) },
      {
        name: 'OWA_Proxy_Logs.zip',
        content: zipOf([
          { name: 'HttpProxy_1.LOG', content: '#Software: Microsoft Exchange Server\n#Log-type: HttpProxy Logs\n' },
        ]),
      },
      { name: 'HTTPERR_Logs.zip', content: zipOf([{ name: 'httperr1.log', content: 'x' }]) },
    ]);

  it('stay apart, and their logs lie where they lay', async () => {
    const files = { 'EX01-305.zip': server('EX01'), 'EX02-305-1.zip': server('EX02') };
    const { artifacts, hosts, origins } = await collect([evidence(files)], { reading });
    expect(hosts).toEqual(['EX01', 'EX02']);
    expect(origins.map(({ layout, host }) => [layout, host])).toEqual([
      ['ExchangeLogCollector', 'EX01'],
      ['ExchangeLogCollector', 'EX02'],
    ]);
    const logs = artifacts.filter(({ kind }) => kind.endsWith('-log'));
    expect(logs.map(({ host, windowsPath }) => [host, windowsPath])).toEqual(
      ['EX01', 'EX02'].flatMap((host) => [
        [host, 'C:\\Windows\\System32\\LogFiles\\HTTPERR\\httperr1.log'],
        [host, 'C:\\inetpub\\logs\\LogFiles\\W3SVC1\\u_ex210303.log'],
        [host, 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Logging\\HttpProxy\\Owa\\HttpProxy_1.LOG'],
      ]),
    );
  });
});
