import { describe, expect, it } from 'vitest';
import detector from '../../../src/detectors/iis/static-machine-key.js';
import { fakeArtifact, fakeContext } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

/** The key that every ECP had until 2020 (CVE-2020-0688), and one that nobody has. */
const ECP = ['CB2721ABDAF8E9DC516D62', '1D8B8BF13A2C9E8689A25303BF'].join('');
const OWN = '00112233445566778899AABBCCDDEEFF0011223344556677';
const key = (validation: string, decryption = 'AutoGenerate,IsolateApps') =>
  configuration(
    '<system.web>',
    `<machineKey validationKey="${validation}" decryptionKey="${decryption}" />`,
    '</system.web>',
  );
const ecp = {
  artifact: fakeArtifact({
    windowsPath: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\ClientAccess\\ecp\\web.config',
  }),
};

testDetector(detector, {
  hits: [
    {
      name: 'a public key, whatever its case',
      input: key(ECP.toLowerCase()),
      context: ecp,
      detections: [
        {
          message: 'disclosed',
          at: { line: 3 },
          severity: 'critical',
          confidence: 'confirmed',
          data: { key: 'cb2721ab… (48 digits)' },
        },
      ],
    },
    {
      name: "a key of one's own in a folder of Exchange",
      input: key(`${OWN},IsolateApps`, OWN),
      context: ecp,
      detections: [{ message: 'static', at: { line: 3 }, severity: 'high', identity: ['', 'validation key'] }],
    },
    {
      name: 'a decryption key alone, elsewhere',
      input: key('AutoGenerate', OWN),
      context: { roles: ['IIS'] },
      detections: [
        { message: 'static', at: { line: 3 }, severity: 'low', outcome: 'hygiene', data: { what: 'decryption key' } },
      ],
    },
  ],
  misses: [
    { name: 'no machine key', input: configuration('<system.web />') },
    { name: 'the keys of Exchange', looksAlike: true, input: key('AutoGenerate,IsolateApps'), context: ecp },
    { name: 'a word instead of a key', looksAlike: true, input: key('AutoGenerate', 'Auto') },
  ],
});

describe('iis.static-machine-key', () => {
  it('does not give the key away', () => {
    const detections = [...(detector.inspect?.(key(OWN), fakeContext()) ?? [])];
    expect(JSON.stringify(detections)).not.toContain(OWN);
    expect(JSON.stringify(detections)).toContain('00112233… (48 digits)');
  });

  it('takes the list that the user gives', () => {
    const context = fakeContext();
    const server = { ...context.server, disclosedKeys: { has: (text: string) => text === OWN } };
    const [detection] = [...(detector.inspect?.(key(OWN), { ...context, server }) ?? [])];
    expect(detection?.message).toBe('disclosed');
  });
});
