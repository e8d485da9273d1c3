import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../src/case/findings/fingerprint.js';

const at = (place: string) => fingerprintOf({ ruleId: 'x', artifactKind: 'web-content', place, identity: ['a'] });

describe('one thing', () => {
  it.each([
    ['C:\\inetpub\\wwwroot\\x.aspx', 'c:\\INETPUB\\wwwroot\\X.aspx'],
    ['C:\\inetpub\\wwwroot\\x.aspx', 'C:\\inetpub\\\\wwwroot\\.\\x.aspx'],
    ['C:\\inetpub\\wwwroot\\x.aspx', 'C:/inetpub/wwwroot/x.aspx. .'],
    ['/a/x.aspx', '//a/./x.aspx'],
  ])('is %s however it is spelled: %s', (one, other) => expect(at(one)).toBe(at(other)));

  it.each([
    ['C:\\inetpub\\wwwroot\\x.aspx', 'C:\\inetpub\\x.aspx'],
    ['/a/x.aspx', '/a/.x.aspx'],
    ['/a/b', '/a/../b'],
  ])('is not two: %s and %s', (one, other) => expect(at(one)).not.toBe(at(other)));
});
