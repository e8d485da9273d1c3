import { expect, it } from 'vitest';
import { forwardedFields } from '../../../src/server/configuration/log-settings.js';
import { APPLICATION_HOST, serverWith } from './server-fixture.js';

const fields = (...some: string[]) => `<logFile><customFields>${some.join('')}</customFields></logFile>`;
const field = (name: string, source: string, type = 'RequestHeader') =>
  `<add logFieldName="${name}" sourceName="${source}" sourceType="${type}" />`;

const server = serverWith({
  [APPLICATION_HOST]: `<system.applicationHost><sites>
<site name="Shop" id="3">${fields(field('Visitor', 'X-Forwarded-For'), field('Terminal', 'X-Terminal-Id'))}</site>
<site name="Desk" id="4">${fields(field('Caller', 'HTTP_X_REAL_IP', 'ServerVariable'), field('Answer', 'X-Real-IP', 'ResponseHeader'), field('Account', 'AUTH_USER', 'ServerVariable'))}</site>
<site name="Lab" id="6">${fields('<clear />', field('Own', 'X-Forwarded-For'), field('Gone', 'X-Real-IP'), '<remove logFieldName="gone" />')}</site>
<siteDefaults>${fields(field('Edge', 'True-Client-IP'))}</siteDefaults>
</sites></system.applicationHost>`,
});

it.each([
  ['3', ['Edge', 'Visitor']],
  ['4', ['Edge', 'Caller']],
  ['5', ['Edge']],
  ['6', ['Own']],
  [null, ['Edge', 'Visitor', 'Caller', 'Own']],
])('knows which columns of site %s tell for whom a proxy asked', (site, expected) => {
  expect(forwardedFields(server, site)).toEqual(expected);
});
