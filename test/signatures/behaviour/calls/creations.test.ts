import { describe, expect, it } from 'vitest';
import { behaviourOf, kindsOf, reached, statements, words } from '../pages.js';

const reaches = (kind: string, code: string) => reached('aspx', statements(code)).some((line) => line.startsWith(kind));

describe('what is made', () => {
  it.each([
    [
      'load',
      'a reader of a socket',
      'NetworkStream s = Get(); Assembly.Load(new StreamReader(s).ReadLine());',
      'FileStream s = Get(); Assembly.Load(new StreamReader(s).ReadLine());',
    ],
    [
      'load',
      'a binary reader of a socket',
      'NetworkStream s = Get(); Assembly.Load(new BinaryReader(s).ReadLine());',
      'NetworkStream s = Get(); Assembly.Load(new StringReader(s).Peek);',
    ],
    [
      'load',
      'a stream in memory',
      'Assembly.Load(new MemoryStream(Request.BinaryRead(9)).ToArray());',
      'Assembly.Load(new MemoryStream(9).ToArray());',
    ],
    [
      'load',
      'a list with its elements',
      'var l = new object[] { Request["q"] }; Assembly.Load(l[0]);',
      'var l = new byte[Request["q"].Length]; Assembly.Load(l[0]);',
    ],
    [
      'process',
      'a description of a process, which keeps its program',
      'var p = new ProcessStartInfo(Request["q"], "a"); Process.Start(p.FileName);',
      'var p = new ProcessStartInfo("a", Request["q"]); var n = p.FileName; Shell(n);',
    ],
  ])('holds what it was made with: %s by %s', (kind, _, hit, lookAlike) => {
    expect(reaches(kind, hit)).toBe(true);
    expect(reached('aspx', statements(lookAlike)).filter((line) => !line.includes('Request'))).toEqual([]);
  });

  it.each(words('WebClient Guid Random'))('a %s carries nothing on', (type) => {
    const load = (of: string) => reaches('load', `var o = new ${of}(Request["q"], 1); Assembly.Load(o);`);
    expect([load(type), load('Uri')]).toEqual([false, true]);
  });

  it.each(words('CryptoStream GZipStream DeflateStream'))('a %s decodes', (type) => {
    const decoded = (of: string) =>
      behaviourOf('aspx', statements(`Assembly.Load(new ${of}(Request.InputStream, m));`)).calls.at(-1)?.main.taint
        ?.decoded;
    expect([decoded(type), decoded('BufferedStream')]).toEqual([true, false]);
  });

  it('a folder is the path of what is listed in it', () => {
    const target = (type: string) =>
      behaviourOf(
        'aspx',
        statements(`var d = new ${type}(Request["p"]); foreach (var f in d.GetFiles()) f.Delete();`),
      ).calls.find(({ kind }) => kind === 'delete')?.target?.taint?.source.what;
    expect([target('DirectoryInfo'), target('Album')]).toEqual(['Request["p"]', undefined]);
  });

  it('a class of WMI starts processes or does not', () => {
    const kinds = (name: string) =>
      kindsOf('aspx', statements(`new ManagementClass("${name}").InvokeMethod("Create", a);`));
    expect([kinds('Win32_Process'), kinds('Win32_Share')]).toEqual([['process'], []]);
  });

  it('the text of a class id tells what is made', () => {
    const kinds = (made: string) =>
      kindsOf(
        'aspx',
        statements(`dynamic s = Activator.CreateInstance(Type.GetTypeFromCLSID(${made})); s.Run(Request["q"]);`),
      );
    expect(kinds('new Guid("72C24DD5-D70A-438B-8A42-98424B88AFB8")')).toContain('process');
    expect(kinds('new Version("72C24DD5-D70A-438B-8A42-98424B88AFB8")')).not.toContain('process');
  });

  it('a socket that sees everything listens', () => {
    const kinds = (type: string) =>
      kindsOf('aspx', statements(`new Socket(AddressFamily.InterNetwork, SocketType.${type}, p);`));
    expect([kinds('Raw'), kinds('Stream')]).toEqual([['sniff'], []]);
  });
});
