import { expect, it } from 'vitest';
import detector from '../../../src/detectors/iis/server-difference.js';
import { type Fleet, fleetOf } from '../../../src/server/fleet.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { APPLICATION_HOST, serverWith, sites } from '../../server/configuration/server-fixture.js';

const MODULE = '<add name="HttpUtils" image="%windir%\\System32\\inetsrv\\httputl.dll" />';
const server = (modules: string, webConfig = '') =>
  serverWith({
    [APPLICATION_HOST]: `${sites()}\n<system.webServer><globalModules>${modules}</globalModules></system.webServer>`,
    ...(webConfig === '' ? {} : { 'C:\\inetpub\\wwwroot\\web.config': webConfig }),
  });
const KEY = '<system.web><machineKey validationKey="00112233445566778899AABBCCDDEEFF" /></system.web>';

function fleet(
  servers: Parameters<typeof fleetOf>[0] extends ReadonlyMap<unknown, infer S> ? Readonly<Record<string, S>> : never,
): Fleet {
  const made = fleetOf(new Map(Object.entries(servers)));
  if (made === null) throw new Error('no fleet');
  return made;
}

testDetector(detector, {
  hits: [
    {
      name: 'a module that one of four servers has',
      input: fleet({ EX01: server(''), EX02: server(MODULE), EX03: server(''), EX04: server('') }),
      detections: [{ message: 'single', at: { line: 16 }, severity: 'medium', data: { server: 'EX02', count: 4 } }],
    },
    {
      name: 'of two servers it says less',
      input: fleet({ EX01: server(MODULE), EX02: server('') }),
      detections: [{ message: 'single', at: { line: 16 }, severity: 'low' }],
    },
    {
      name: 'a key that several servers share',
      input: fleet({ EX01: server('', KEY), EX02: server('', KEY), EX03: server('') }),
      detections: [
        {
          message: 'shared',
          at: { line: 2, path: 'C/inetpub/wwwroot/web.config' },
          data: { servers: ['EX01', 'EX02'] },
        },
      ],
    },
  ],
  misses: [
    { name: 'servers that are alike', input: fleet({ EX01: server(MODULE), EX02: server(MODULE) }) },
    {
      name: 'Exchange on different drives, an optional module of Windows on one',
      looksAlike: true,
      input: fleet({
        EX01: server('<add name="IpRestrictionModule" image="%windir%\\System32\\inetsrv\\iprestr.dll" />'),
        EX02: serverWith({
          [APPLICATION_HOST]: sites().replaceAll('C:\\Program Files\\Microsoft\\Exchange Server\\V15', 'F:\\Exchange'),
        }),
      }),
    },
  ],
});

it('compares nothing where there are not two servers', () => {
  expect(
    fleetOf(
      new Map([
        ['EX01', server('')],
        [null, server('')],
      ]),
    ),
  ).toBeNull();
});
