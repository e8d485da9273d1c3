import deletedPage from '../../../src/detectors/webshell/deleted-page.js';
import type { VolumeHistory } from '../../../src/formats/ntfs/file-history.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { fileHistory } from '../../helpers/file-history.js';

const PAGE = 'C:\\inetpub\\wwwroot\\aspnet_client\\x.aspx';
const day = (number: number) => `2021-03-0${number}T02:17:40.000Z`;
const volume = (...files: VolumeHistory['files']): VolumeHistory => ({ files, journal: null, hasTable: true });
const context = { artifact: fakeArtifact({ windowsPath: 'C:\\$Extend\\$J' }) };
const gone = fileHistory({ path: PAGE, created: day(3), deleted: day(4), state: 'deleted' });

testDetector(deletedPage, {
  hits: [
    {
      name: 'a page that was there for a day',
      input: volume(gone),
      context,
      detections: [{ message: 'deleted', at: { label: 'deleted', text: `${day(4)} ${PAGE}` }, severity: 'high' }],
    },
    {
      name: 'one whose content is still in its record',
      input: volume({ ...gone, content: '<%@ Page Language="C#" %>' }),
      detections: [{ message: 'content', at: { label: 'created' }, severity: 'critical', confidence: 'strong' }],
    },
    {
      name: 'one that was created before the journal begins, or whose folder is gone as well, or in the Recycle Bin',
      input: volume(
        { ...gone, created: null },
        { ...gone, path: '?\\y.aspx', isPathKnown: false },
        fileHistory({ path: 'C:\\$Recycle.Bin\\S-1-5-21-1\\$RAB12CD.aspx', earlierNames: ['z.aspx'], renamed: day(5) }),
      ),
      detections: [
        { message: 'gone', at: { label: 'deleted' }, severity: 'medium', confidence: 'moderate' },
        { message: 'deleted', at: { label: 'deleted' }, severity: 'medium', confidence: 'weak' },
        { message: 'recycled', at: { label: 'renamed from z.aspx' }, severity: 'medium' },
      ],
    },
    {
      name: 'many at once, as one',
      input: volume(
        ...Array.from({ length: 30 }, (_, i) => ({ ...gone, path: `C:\\inetpub\\wwwroot\\app\\${i}.aspx` })),
      ),
      detections: [
        { message: 'many', at: { label: 'deleted' }, data: { count: 30 }, severity: 'low', outcome: 'hygiene' },
      ],
    },
  ],
  misses: [
    {
      name: 'a page of the product, one that was replaced, one that was collected',
      looksAlike: true,
      input: volume(
        gone,
        { ...gone, path: 'C:\\inetpub\\wwwroot\\y.aspx', isReplaced: true },
        { ...gone, path: 'C:\\inetpub\\wwwroot\\z.aspx' },
      ),
      context: { knownGood: { isShippedPath: (path) => path === PAGE }, files: ['C:\\inetpub\\wwwroot\\z.aspx'] },
    },
    { name: 'a page that is there', input: volume({ ...gone, state: 'present', deleted: null }) },
    {
      name: 'a page elsewhere',
      looksAlike: true,
      input: volume({ ...gone, path: 'C:\\Users\\dev\\source\\site\\x.aspx' }),
    },
  ],
});
