import { describe, expect, it } from 'vitest';
import { quotingOf } from '../../../src/engine/content/quoted-code.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const YARA = 'rule shell { strings: $a = "eval(Request" condition: $a }';
const SIGMA =
  'title: Shell\nlogsource: { category: webserver }\ndetection: { s: { cs-uri-stem: /a.aspx }, condition: s }\n';
const SNORT = '# shells\nalert tcp any any -> $HOME_NET 80 (msg:"shell"; content:"eval("; sid:1;)\n\n';
const MODSECURITY = '# shells\n  SecRule ARGS "eval\\(" \\\n  "id:1,deny"\n';
const DEFENDER = '2021-03-04T10:00:00.123Z DETECTIONEVENT Backdoor:ASP/Chopper file:a.aspx\n';
const PAGE = '<%@ Page Language="C#" %><% eval(Request["a"]) %>';

const quoting = (name: string, text: string | Buffer, quotesCode = false) =>
  quotingOf(fakeArtifact({ windowsPath: `C:\\Work\\${name}`, ...(quotesCode && { quotesCode }) }), Buffer.from(text));

describe('rules of scanners', () => {
  it.each([
    ['a.yar', YARA],
    ['a.yara.bak', YARA],
    ['a.rules', YARA],
    ['a.txt', YARA],
    ['a.yml', SIGMA],
    ['a.yaml.1', SIGMA],
    ['a.rules', SNORT],
    ['a.rule', SNORT.replaceAll('\n', '\r\n')],
    ['modsec.conf', MODSECURITY],
    ['MPLog-20210304-100000.log', DEFENDER],
    ['MPLog-20210304-100000.log', `\ufeff${DEFENDER}`],
  ])('%s is known by its name and by what it holds', (name, text) => {
    expect(quoting(name, text)).toBe('rules');
    expect(quoting(name, Buffer.from(`\ufeff${text}`, 'utf16le'))).toBe('rules');
  });

  it.each([
    ['the name of another file', 'a.html', YARA],
    ['the name of a page', 'a.aspx.yar', YARA],
    ['the name alone', 'a.yar', 'nothing of the kind'],
    ['half a Sigma rule', 'a.yml', SIGMA.replace('detection', 'detections')],
    ['the other half', 'a.yml', SIGMA.replace('logsource', 'logsources')],
    ['a page that quotes one', 'a.yml', `<%@ Page %>\n${SIGMA}`],
    ['a line that is no statement', 'a.rules', `${SNORT}${PAGE}`],
    ['no statement', 'a.rules', '# nothing\n'],
    ['a page in a configuration', 'a.conf', `${MODSECURITY}<%= 1 %>\n`],
    ['a configuration of something else', 'a.conf', 'Listen 80\n'],
    ['a log of something else', 'mplog.log', DEFENDER],
    ['another text under the name of that log', 'MPLog-20210304-100000.log', PAGE],
  ])('are not %s', (_, name, text) => {
    expect(quoting(name, text)).toBeNull();
  });

  it('are of any size up to that of the largest public ones', () => {
    const most = 4 * 1024 * 1024;
    expect(quoting('a.yar', YARA.padEnd(most))).toBe('rules');
    expect(quoting('a.yar', YARA.padEnd(most + 1))).toBeNull();
  });

  it('are none where a web server could run them', () => {
    const artifact = fakeArtifact({ windowsPath: 'C:\\inetpub\\wwwroot\\a.yar' });
    expect(quotingOf(artifact, Buffer.from(YARA))).toBeNull();
  });
});

describe('a text that speaks of pages', () => {
  it.each<[string, string, string, boolean, 'text' | null]>([
    ['is one by what is known of it', 'notes.md', `The shell was ${PAGE}`, true, 'text'],
    ['is none by itself', 'notes.md', `The shell was ${PAGE}`, false, null],
    ['is a page where it begins as one', 'notes.md', `\n  ${PAGE}`, true, null],
    ['is a page where it begins as a document', 'notes.md', '<!DOCTYPE html><html>', true, null],
    ['is none of these where a list of texts begins so', 'list.data', PAGE, true, 'text'],
    ['is none of these where a list that was kept begins so', 'list.sig.old', PAGE, true, 'text'],
    ['is judged by its beginning alone', 'notes.md', `${' '.repeat(4096)}${PAGE}`, true, 'text'],
  ])('%s', (_, name, text, quotesCode, expected) => expect(quoting(name, text, quotesCode)).toBe(expected));
});
