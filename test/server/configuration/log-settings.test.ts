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
<siteDefaults>${fields(field('Edge', 'True-Client-IP'))}</siteDefaults>
</sites></system.applicationHost>`,
});

it.each([
  ['3', ['Visitor', 'Edge']],
  ['4', ['Caller', 'Edge']],
  ['5', ['Edge']],
  [null, ['Visitor', 'Caller', 'Edge']],
])('knows which columns of site %s tell for whom a proxy asked', (site, expected) => {
  expect(forwardedFields(server, site)).toEqual(expected);
});
