import detector from '../../../src/detectors/iis/section-unlocked.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { applicationHost } from '../configuration-samples.js';

const declared = (mode: string) =>
  `<configSections><sectionGroup name="system.webServer"><section name="isapiFilters" overrideModeDefault="${mode}" /><sectionGroup name="security"><section name="ipSecurity" overrideModeDefault="${mode}" /></sectionGroup></sectionGroup></configSections>`;
const unlocked = (location: string, section: string) =>
  `<location path="${location}" overrideMode="Allow"><system.webServer>${section}</system.webServer></location>`;
const anonymous = '<security><authentication><anonymousAuthentication enabled="true" /></authentication></security>';

testDetector(detector, {
  hits: [
    {
      name: 'sections that are declared to be free',
      input: applicationHost(declared('Allow')),
      detections: [
        {
          message: 'declared',
          at: { line: 2 },
          data: { section: 'system.webServer/isapiFilters' },
          severity: 'medium',
        },
        { message: 'declared', at: { line: 2 }, data: { section: 'system.webServer/security/ipSecurity' } },
      ],
    },
    {
      name: 'the way to log on, for every site and for one place of Exchange',
      input: applicationHost(unlocked('', anonymous), unlocked('Default Web Site/ecp', anonymous)),
      detections: [
        { message: 'unlocked', at: { line: 2 }, data: { location: 'every site' } },
        { message: 'unlocked', at: { line: 3 }, data: { location: 'Default Web Site/ecp' } },
      ],
    },
  ],
  misses: [
    {
      name: 'what setup unlocks, and locks',
      looksAlike: true,
      input: applicationHost(declared('Deny'), unlocked('', '<handlers /><modules /><serverRuntime />')),
    },
    {
      name: 'what is delegated to another site, or set without being unlocked',
      looksAlike: true,
      input: applicationHost(
        unlocked('Intranet', anonymous),
        unlocked('Default Web Site/ecp', anonymous).replace(' overrideMode="Allow"', ''),
      ),
    },
    { name: 'a server without Exchange', context: { roles: ['IIS'] }, input: applicationHost(unlocked('', anonymous)) },
  ],
});
