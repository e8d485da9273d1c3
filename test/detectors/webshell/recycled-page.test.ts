import recycledPage from '../../../src/detectors/webshell/recycled-page.js';
import { testDetector } from '../../helpers/detector-tester.js';

const note = (path: string) => ({ path, deleted: '2021-03-03T03:10:00.000Z', size: 77 });
const PAGE = 'C:\\inetpub\\wwwroot\\x.aspx';

testDetector(recycledPage, {
  hits: [
    {
      name: 'a page of a web folder',
      input: note(PAGE),
      detections: [
        { message: 'recycled', at: { text: `2021-03-03T03:10:00.000Z ${PAGE}, 77 bytes` }, data: { writes: PAGE } },
      ],
    },
  ],
  misses: [
    {
      name: 'a page of the product',
      looksAlike: true,
      input: note(PAGE),
      context: { knownGood: { isShippedPath: () => true } },
    },
    { name: 'a page that nobody served', looksAlike: true, input: note('C:\\Users\\dev\\x.aspx') },
    { name: 'a picture', input: note('C:\\inetpub\\wwwroot\\x.png') },
  ],
});
