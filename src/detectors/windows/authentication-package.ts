import { registryExport } from '../../formats/registry-export/registry-export.js';
import { defineDetector } from '../../model/detector.js';
import { registryEvidence, registryValues } from '../../server/registry-lookup.js';

/** What Windows has in these lists. */
const EXPECTED: Readonly<Record<string, ReadonlySet<string>>> = {
  'notification packages': new Set(['scecli', 'rassfm', '']),
  'security packages': new Set([
    '',
    '""',
    'kerberos',
    'msv1_0',
    'schannel',
    'wdigest',
    'tspkg',
    'pku2u',
    'cloudap',
    'livessp',
    'negoexts',
  ]),
  'authentication packages': new Set(['msv1_0', 'cloudap', '']),
};

export default defineDetector({
  id: 'windows.authentication-package',
  title: 'Foreign authentication package',
  description:
    'Libraries in these lists see every password that is set or typed on the machine. Normal are those of Windows.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1556.002', 'T1547.005'],
  references: ['OS-06'],
  falsePositives: ['Password policy products'],
  nextSteps: ['Collect the DLL from System32', 'Treat passwords that were set since as disclosed'],
  consumes: registryExport,
  messages: { foreign: '{list} name {package}, which Windows does not ship' },
  *inspect(file, context) {
    for (const { value } of registryValues(file, /\\Control\\Lsa(?:\\OSConfig)?$/i)) {
      const list = value.name.toLowerCase();
      const expected = Object.hasOwn(EXPECTED, list) ? EXPECTED[list] : undefined;
      for (const name of expected ? value.texts : []) {
        if (expected?.has(name.trim().toLowerCase())) continue;
        yield {
          message: 'foreign',
          data: { list: value.name, package: name },
          at: registryEvidence(value, context.artifact),
          identity: [list, name.toLowerCase()],
        };
      }
    }
  },
});
