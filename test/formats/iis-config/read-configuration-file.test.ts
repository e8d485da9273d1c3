import { describe, expect, it } from 'vitest';
import { itemsOf, sectionsNamed } from '../../../src/formats/iis-config/configuration-file.js';
import { readConfigurationFile } from '../../../src/formats/iis-config/read-configuration-file.js';
import { attribute } from '../../../src/formats/xml/xml-document.js';

const read = (text: string) => readConfigurationFile(Buffer.from(`<configuration>${text}</configuration>`));

describe('readConfigurationFile', () => {
  it.each([
    ['application-host', '<configSections><sectionGroup name="system.applicationHost"/></configSections>'],
    ['application-host', '<system.applicationHost/>'],
    ['redirection', '<configurationRedirection enabled="true"/>'],
    ['administration', '<moduleProviders/>'],
    ['machine', '<configSections><sectionGroup name="system.web"/></configSections><system.web/>'],
    ['web', '<system.web/>'],
    ['other', '<runtime/>'],
  ])('knows %s by its content', (kind, text) => expect(read(text).kind).toBe(kind));

  it('finds sections through their groups and the location around them', () => {
    const file = read(
      '<system.webServer><modules/><security><access/><authentication><basicAuthentication/></authentication></security></system.webServer>' +
        '<location path="Default Web Site/owa" overrideMode="Deny"><system.webServer><modules/></system.webServer></location>' +
        '<location path="." inheritInChildApplications="false" allowOverride="true"><system.web><machineKey/></system.web></location>',
    );
    expect(
      file.sections.map(({ name, location, inherited, overridable }) => [name, location, inherited, overridable]),
    ).toEqual([
      ['system.webServer/modules', null, true, null],
      ['system.webServer/security/access', null, true, null],
      ['system.webServer/security/authentication/basicAuthentication', null, true, null],
      ['system.webServer/modules', 'Default Web Site/owa', true, false],
      ['system.web/machineKey', null, false, true],
    ]);
    expect(sectionsNamed(file, 'system.webServer/modules')).toHaveLength(2);
  });

  it('gives items with their section', () => {
    const file = read(
      '<system.webServer><modules><clear/><add name="a"/><remove name="b"/></modules></system.webServer>',
    );
    expect([...itemsOf(file, 'system.webServer/modules')].map(({ element }) => attribute(element, 'name'))).toEqual([
      'a',
    ]);
    expect(
      [...itemsOf(file, 'system.webServer/modules', 'remove')].map(({ element }) => attribute(element, 'name')),
    ).toEqual(['b']);
  });
});
