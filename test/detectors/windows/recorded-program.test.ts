import recordedProgram from '../../../src/detectors/windows/recorded-program.js';
import type { KnownProgram, ProgramInventory } from '../../../src/formats/registry-hive/program-inventory.js';
import { testDetector } from '../../helpers/detector-tester.js';

const NOTED = '2021-03-03T02:20:00.000Z';
const PAGE_FOLDER = 'c:\\inetpub\\wwwroot\\aspnet_client\\u.exe';
const program = (path: string, rest: Partial<KnownProgram> = {}): KnownProgram => ({
  ...{ path, sha1: 'a'.repeat(40), size: 4096, noted: NOTED, product: '', publisher: '' },
  ...rest,
});
const inventory = (...programs: KnownProgram[]): ProgramInventory => ({ programs, cut: false, isDamaged: false });
const at = { text: `${NOTED} ${PAGE_FOLDER}` };

testDetector(recordedProgram, {
  hits: [
    {
      name: 'a program among web content that is gone',
      input: inventory(program(PAGE_FOLDER), program(PAGE_FOLDER.toUpperCase())),
      detections: [
        { message: 'web', at, severity: 'high', confidence: 'strong', data: { writes: PAGE_FOLDER, traits: [] } },
      ],
    },
    {
      name: 'a program without a maker where everybody can write',
      input: inventory(program('c:\\perflogs\\p.exe', { sha1: null, noted: null })),
      detections: [
        {
          message: 'staged',
          at: { text: '4096 c:\\perflogs\\p.exe' },
          severity: 'medium',
          data: { noted: 'an unknown time', sha1: 'not noted' },
        },
      ],
    },
  ],
  misses: [
    {
      name: 'what setups and builds leave',
      looksAlike: true,
      input: inventory(
        program('c:\\windows\\temp\\{0a1b}\\setup.exe'),
        program('c:\\programdata\\package cache\\vc_redist.x64.exe', { publisher: 'microsoft corporation' }),
        program('c:\\inetpub\\wwwroot\\shop\\bin\\shop.dll'),
        program('c:\\windows\\microsoft.net\\framework64\\v4.0.30319\\temporary asp.net files\\root\\1\\2\\a.dll'),
        program('c:\\windows\\system32\\inetsrv\\w3wp.exe', { publisher: 'microsoft corporation' }),
      ),
    },
    {
      name: 'a program that is still there',
      looksAlike: true,
      input: inventory(program(PAGE_FOLDER)),
      context: { files: [PAGE_FOLDER] },
    },
    {
      name: 'a program of the product',
      input: inventory(program(PAGE_FOLDER)),
      context: { knownGood: { isShippedPath: () => true } },
    },
    { name: 'programs where they belong', input: inventory(program('c:\\program files\\7-zip\\7z.exe')) },
    { name: 'what is no program', input: inventory(program('c:\\inetpub\\wwwroot\\readme.txt')) },
  ],
});
