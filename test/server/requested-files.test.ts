import { describe, expect, it } from 'vitest';
import { pathOfStem, resolvedStem, scriptOf } from '../../src/server/request-stem.js';

describe('the path that a logged stem stands for', () => {
  it.each([
    ['/aspnet_client/x.aspx', '/aspnet_client/x.aspx'],
    ['//aspnet_client///x.aspx', '/aspnet_client/x.aspx'],
    ['/aspnet_client/%78%2Easpx', '/aspnet_client/x.aspx'],
    ['/aspnet_client%2fx.aspx', '/aspnet_client/x.aspx'],
    ['/aspnet_client\\x.aspx', '/aspnet_client/x.aspx'],
    ['/a/./b/../x.aspx', '/a/x.aspx'],
    ['/../../x.aspx', '/x.aspx'],
    ['/x.aspx.', '/x.aspx'],
    ['/folder./x.aspx%20', '/folder/x.aspx'],
    ['/x.aspx::$DATA', '/x.aspx'],
    ['/app/(S(lit3py55t21z5v55vlm25s55))/x.aspx', '/app/x.aspx'],
    ['/(A(abc)S(def))/x.aspx', '/x.aspx'],
    ['/manual(a)/x.aspx', '/manual(a)/x.aspx'],
    ['/folder/', '/folder/'],
    ['/', '/'],
    ['/%zz.aspx', '/%zz.aspx'],
  ])('%s is %s', (stem, expected) => expect(pathOfStem(stem)).toBe(expected));

  it.each([
    ['/A//X%2easpx/info', '/a/x.aspx'],
    ['/(S(x))/y.ashx', '/y.ashx'],
    ['/x.aspx.txt', null],
  ])('has its script: %s is %s', (stem, expected) => expect(scriptOf(stem)).toBe(expected));

  it.each([
    ['/owa//auth/X.aspx', '/owa/auth/X.aspx'],
    ['/owa/auth/x.aspx/logon.aspx', '/owa/auth/x.aspx'],
    ['/x.asp;.jpg', '/x.asp'],
    ['/x.aspx.', '/x.aspx'],
    ['/x%2easpx', '/x.aspx'],
    ['/owa/auth/logon.aspx', null],
    ['/owa/15.2.1544.4/scripts/a.js', null],
    ['/', null],
    ['-', null],
    ['*', null],
    ['http://x.example//y', null],
  ])('differs from what is logged, or not: %s is %s', (stem, expected) => expect(resolvedStem(stem)).toBe(expected));
});
