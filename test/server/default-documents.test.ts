import { expect, it } from 'vitest';
import { describeServer } from '../../src/server/describe-server.js';
import { filesAnswering } from '../../src/server/requested-files.js';
import { serverWith, sites } from './configuration/server-fixture.js';

const PAGE = 'c:\\inetpub\\wwwroot\\uploads\\start.ashx';
const asked = (configuration: string) =>
  filesAnswering(
    describeServer({
      ...{ host: null, artifacts: [], lifeLines: [], flaggedFiles: new Map(), images: [] },
      configuration: serverWith({
        'C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config': sites(),
        'C:\\inetpub\\wwwroot\\uploads\\web.config': configuration,
      }),
    }),
    { stem: '/uploads/', site: '1', first: '2021-03-03T00:00:00Z', last: '2021-03-03T00:00:00Z' },
  );

it('answers folders with the documents that the configuration adds', () => {
  const files = asked(
    '<system.webServer><defaultDocument><files><clear /><add value="start.ashx" /></files></defaultDocument></system.webServer>',
  );
  expect(files).toContain(PAGE);
  expect(files).toContain('c:\\inetpub\\wwwroot\\uploads\\default.aspx');
  expect(asked('<system.webServer />')).not.toContain(PAGE);
});
