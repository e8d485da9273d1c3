import { describe, expect, it } from 'vitest';
import { createWebContent } from '../../../../src/formats/views/web-content.js';
import { halvesOf } from '../../../../src/signatures/behaviour/pages/halves-of-page.js';
import { csharp } from '../pages.js';

const halves = (extension: string, text: string) => halvesOf(createWebContent(Buffer.from(text), { extension }));

const START = 'System.Diagnostics.Process.Start("cmd.exe", "/c " + c);';

describe('what other files may use of a source file', () => {
  it('is a class whose method does what it is told', () => {
    const { acts, classes } = halves(
      'cs',
      `namespace A { public class Runner { public void Run(string c) { ${START} } } }`,
    );
    expect(acts).toEqual(expect.arrayContaining(['run', 'runner']));
    expect(classes).toContain('runner');
  });

  it('is a method that is called on texts', () => {
    const text = `static class X { public static void Go(this string c) { ${START} } public static void Stop(string c) { } }`;
    expect(halves('cs', text).classes).toEqual(['x', 'go']);
  });

  it('is a method of a module of VB, which needs no class in front of it', () => {
    const text = (kind: string) =>
      `Public ${kind} Jobs\nPublic Sub Go(c As String)\nShell("cmd /c " & c)\nEnd Sub\nEnd ${kind}`;
    expect(halves('vb', text('Module')).classes).toEqual(['jobs', 'go']);
    expect(halves('vb', text('Class')).classes).toEqual(['jobs']);
  });

  it('is a property that such a method reads, and none that it does not', () => {
    const text = `class X { public string C { get; set; } public string D { get; set; } void Go(object s) { var c = C; ${START} } }`;
    expect(halves('cs', text).acts).toEqual(['go', 'c', 'x']);
  });

  it('is code that keeps what a control of the page holds', () => {
    const text =
      'partial class P : Page { void Up(object s, EventArgs e) { file.SaveAs(path); } void Down(object s, EventArgs e) { file.Save(path); } }';
    expect(halves('cs', text).acts).toEqual(['up', 'p']);
  });

  it('is a method in which a call has a name among what it is given', () => {
    const text = (arg: string) => `class X { void Go(string t) { if (t == "") t = "0"; Process.Start(${arg}); } }`;
    expect(halves('cs', text('t')).acts).toEqual(['go', 'x']);
    expect(halves('cs', text('"tool.exe"')).acts).toEqual([]);
  });
});

describe('what source code does for the pages that use it', () => {
  it.each([
    ['a statement', 'return new SqlCommand(t);'],
    ['an address', 'return WebRequest.Create(t);'],
    ['a file that is opened', 'return File.OpenWrite(t);'],
    ['a file that goes', 'File.Delete(t);'],
    ['a control by its path', 'holder.Controls.Add(page.LoadControl(t));'],
    ['a member by its name', 'return GetType().GetMethod(t).Invoke(this, null);'],
  ])('is %s', (_, code) => {
    const text = (given: string) => `class X { object Go(string t) { ${code.replace('(t)', `(${given})`)} } }`;
    expect(halves('cs', text('t')).acts).toContain('go');
    expect(halves('cs', text('"a"')).acts).toEqual([]);
    expect(halves('aspx', csharp(`object Go(string t) { ${code} }`)).acts).toEqual([]);
  });

  it('is what it keeps of what it is given', () => {
    const text = (given: string) =>
      `static class X { static string last; public static void Put(string t) { last = ${given}; } }`;
    expect(halves('cs', text('t')).passes).toBe(true);
    expect(halves('cs', text('"a"')).passes).toBe(false);
    expect(halves('cs', text('t').replace('static string', 'string')).passes).toBe(false);
  });

  it('is what a class of any name does, such as one that is called as what keeps data', () => {
    const text = 'class State { public static object Restore(string t) { return new LosFormatter().Deserialize(t); } }';
    expect(halves('cs', text).acts).toEqual(['restore', 'state']);
  });
});

describe('what a page uses of other files', () => {
  it('is the class that its own is made from', () => {
    expect(halves('cs', 'public partial class P : Site.Client { }').names).toContain('client');
  });

  it('is a class by its last name', () => {
    expect(halves('aspx', csharp('void P() { new A.B.Runner().Run("a"); }')).names).toContain('runner');
  });

  it('is a control of the site that stands in its markup', () => {
    const page = (tag: string) =>
      `<%@ Page Language="C#" %><script runat="server">void P() { }</script><${tag} id="a" runat="server" />`;
    expect(halves('aspx', page('shop:Filter')).names).toContain('filter');
    expect(halves('aspx', page('asp:Filter')).names).not.toContain('filter');
  });

  it('is the class that it is of', () => {
    expect(
      halves(
        'aspx',
        '<%@ Page Language="C#" Inherits="A.B.BatchPage, App_Code" %><script runat="server">void P() { }</script>',
      ).names,
    ).toContain('batchpage');
  });
});
