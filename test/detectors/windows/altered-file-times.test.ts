import alteredFileTimes from '../../../src/detectors/windows/altered-file-times.js';
import type { VolumeHistory } from '../../../src/formats/ntfs/file-history.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { fileHistory } from '../../helpers/file-history.js';

const PAGE = 'C:\\inetpub\\wwwroot\\x.aspx';
const NOTED = '2021-03-03T02:17:40.123Z';
const STATED = '2019-05-01T08:00:00.000Z';
const volume = (...files: VolumeHistory['files']): VolumeHistory => ({ files, journal: null, hasTable: true });
const times = (created: string) => ({ created, modified: created });
const altered = fileHistory({ path: PAGE, standard: times(STATED), named: times(NOTED) });

testDetector(alteredFileTimes, {
  hits: [
    {
      name: 'a page that states to be older than its name',
      input: volume(altered),
      detections: [{ message: 'older', at: { text: `${STATED} ${PAGE}` }, severity: 'medium', data: { noted: NOTED } }],
    },
    {
      name: 'to the whole second',
      input: volume({ ...altered, hasFractions: false }),
      detections: [{ message: 'older', at: { text: `${NOTED} ${PAGE}` }, severity: 'high', confidence: 'strong' }],
    },
    {
      name: 'and the journal saw it being created',
      input: volume({ ...altered, created: NOTED }),
      detections: [{ message: 'contradicted', at: { text: `${NOTED} ${PAGE}` }, severity: 'high' }],
    },
  ],
  misses: [
    {
      name: 'what an installer unpacked, with the times of its package',
      looksAlike: true,
      input: volume(
        ...Array.from({ length: 12 }, (_, i) => ({ ...altered, path: `C:\\inetpub\\wwwroot\\app\\${i}.aspx` })),
      ),
    },
    {
      name: 'a page of the product',
      looksAlike: true,
      input: volume(altered),
      context: { knownGood: { isShippedPath: () => true } },
    },
    { name: 'a copy that took a moment', input: volume({ ...altered, standard: times('2021-03-03T02:17:39.000Z') }) },
    { name: 'a page elsewhere', input: volume({ ...altered, path: 'C:\\Users\\dev\\x.aspx' }) },
  ],
});
