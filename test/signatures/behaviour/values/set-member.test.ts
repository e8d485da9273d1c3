import { describe, expect, it } from 'vitest';
import { kindsOf, reached, statements, visualBasic, words } from '../pages.js';

/** An assignment that matters, and one that is written like it and does not. */
const ASSIGNMENTS: readonly [kind: string, hit: string, lookAlike: string][] = [
  ['process', 'Process p = Get(); p.StartInfo.FileName = "a";', 'Attachment p = Get(); p.Info.FileName = "a";'],
  ['process', 'ProcessStartInfo p = Get(); p.Arguments = "a";', 'Query p = Get(); p.Arguments = "a";'],
  ['process', 'Process p = Get(); p.FileName = "a";', 'Process p = Get(); p.PriorityClass = "a";'],
  ['process', 'var p = new ProcessStartInfo { FileName = "a" };', 'var p = new Attachment { FileName = "a" };'],
  ['directory-service', 'DirectoryEntry d = Get(); d.Path = "LDAP://a";', 'Cookie d = Get(); d.Path = "/";'],
  [
    'database',
    'rows.ConnectionString = "a"; var c = Get(); c.ConnectionString = "a";',
    'var c = Get(); c.Connection = "a";',
  ],
  ['sql', 'SqlCommand c = Get(); c.CommandText = "a";', 'var c = Get(); c.CommandText = "a";'],
  ['xaml', 'var v = Get(); v.PropertyInspectorFontAndColorData = x;', 'var v = Get(); v.PropertyInspector = x;'],
  ['http', 'var c = new HttpClient { BaseAddress = a };', 'var c = new HtmlBase { Address = a };'],
  ['http', 'HttpRequestMessage m = Get(); m.RequestUri = a;', 'var a = Request.RequestUri;'],
  ['touch', 'new FileInfo("a").LastWriteTime = t;', 'new Item("a").LastWriteTime = t;'],
];

describe('an assignment to a member', () => {
  it.each(ASSIGNMENTS)('is %s: %s', (kind, hit, lookAlike) => {
    expect(kindsOf('aspx', statements(hit))).toContain(kind);
    expect(kindsOf('aspx', statements(lookAlike))).not.toContain(kind);
  });

  it.each(words('Path Arguments FileName'))('%s of a task is a process where it comes from the request', (member) => {
    const code = (identifier: string, value: string) =>
      statements(
        `var s = CreateObject("${identifier}"); var a = s.NewTask(0).Actions.Create(0); a.${member} = ${value};`,
      );
    expect(reached('aspx', code('Schedule.Service', 'Request["q"]'))).toEqual(['process Request["q"]']);
    expect(kindsOf('aspx', code('Schedule.Service', '"a"'))).toEqual([]);
    expect(reached('aspx', code('CDO.Message', 'Request["q"]'))).toEqual([]);
  });

  it('is kept for reading it back', () => {
    const page = (member: string) =>
      visualBasic(
        `Sub P()\r\nDim j = Find()\r\nj.A = Request("q")\r\nj.B = "b"\r\nAssembly.Load(j.${member})\r\nEnd Sub`,
      );
    expect(reached('aspx', page('A'))).toEqual(['load Request("q")']);
    expect(reached('aspx', page('B'))).toEqual([]);
  });
});
