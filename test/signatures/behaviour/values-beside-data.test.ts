import { describe, expect, it } from 'vitest';
import { endingOf, knownText } from '../../../src/signatures/behaviour/values/value.js';
import { behaviourOf, classic } from './pages.js';

const call = (kind: string, code: string) => behaviourOf('asp', classic(code)).calls.find((one) => one.kind === kind);

describe('a text that stands in where the request gives none', () => {
  it.each([
    ['is no part of an address', 'h = Request("h")\nIf h = "" Then h = "shop.invalid"', 'http:///a.htm'],
    [
      'is no part of what a function gives',
      'Function Of()\nh = Request("h")\nIf h = "" Then h = "shop.invalid"\nOf = h\nEnd Function\nh = Of()',
      'http:///a.htm',
    ],
    ['is all that is known where nothing is given', 'h = "shop.invalid"', 'http://shop.invalid/a.htm'],
  ])('%s', (_, before, address) => {
    const asked = call(
      'http',
      `${before}\nSet x = CreateObject("MSXML2.ServerXMLHTTP")\nx.open "GET", "http://" & h & "/a.htm", False`,
    );
    expect(knownText(asked?.target ?? undefined)).toBe(address);
  });
});

describe('a path that is put together', () => {
  it.each([
    ['ends as the name that is given', '"default.asp"', 'default.asp'],
    ['ends as nobody knows', 'name', ''],
  ])('%s', (_, name, ending) => {
    const made = call(
      'create',
      `Set f = CreateObject("Scripting.FileSystemObject")\nf.CreateTextFile f.BuildPath(folder, ${name})`,
    );
    expect(endingOf(made?.target ?? undefined)).toBe(ending);
  });
});

describe('what is escaped', () => {
  it.each([
    ['opens no code in a page', 'Server.HTMLEncode(Request("t"))', '"a.asp"', false],
    ['does where it is decoded', 'Replace(Server.HTMLEncode(Request("t")), "&lt;", "<")', '"a.asp"', true],
    ['does beside what is not', 'Server.HTMLEncode(Request("t")) & Request("u")', '"a.asp"', true],
    ['does in a page of Razor, which needs no sign of it', 'Server.HTMLEncode(Request("t"))', '"a.cshtml"', true],
    ['is a file of any kind where nobody knows its name', 'Server.HTMLEncode(Request("t"))', 'name', true],
  ])('%s', (_, text, name, isDecided) => {
    const written = call(
      'write',
      `Set f = CreateObject("Scripting.FileSystemObject")\nSet o = f.CreateTextFile(Server.MapPath(${name}))\no.Write "<p>" & ${text}`,
    );
    expect(written?.main.taint != null).toBe(isDecided);
  });

  it('is code all the same', () => {
    expect(call('evaluate', 'Execute Server.HTMLEncode(Request("t"))')?.main.taint).not.toBeNull();
  });
});
