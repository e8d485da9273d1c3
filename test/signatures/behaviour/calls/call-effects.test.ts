import { describe, expect, it } from 'vitest';
import { classic, kindsOf, reached, statements, words } from '../pages.js';

const loads = (code: string) => reached('aspx', statements(code)).some((line) => line.startsWith('load'));

describe('a call leaves data', () => {
  it('in its object', () => {
    const methods =
      'Write WriteLine WriteText Append AppendLine AppendFormat AppendChunk Add TryAdd AddOrUpdate AddFirst AddLast AddRange Insert Push Enqueue Concat AddScript AddCommand AddArgument AddParameter SetValue LoadXml Load TransformBlock WriteByte AddStatement SetData WriteAsync';
    const load = (method: string) => loads(`var l = New(); l.${method}(Request["q"]); Assembly.Load(l);`);
    expect(words(methods).filter((method) => !load(method))).toEqual([]);
    expect(words('Remove Find Equals SetLength').filter(load)).toEqual([]);
  });

  it('in what it reads into', () => {
    const methods =
      'Read ReadBlock CopyTo CopyToAsync ReadAsync ReadExactly GObject GetBytes TransformBlock TryReadBytes BeginRead';
    const load = (method: string) => loads(`var b = New(); Request.InputStream.${method}(b); Assembly.Load(b);`);
    expect(words(methods).filter((method) => !load(method))).toEqual([]);
    expect(words('Seek Flush Close').filter(load)).toEqual([]);
  });

  it('in what it copies to', () => {
    const functions = 'Array.Copy Array.ConstrainedCopy Buffer.BlockCopy Buffer.MemoryCopy Marshal.Copy';
    const load = (name: string) => loads(`var b = New(); ${name}(Request["q"], 0, b, 0, 9); Assembly.Load(b);`);
    expect(words(functions).filter((name) => !load(name))).toEqual([]);
    expect(words('Array.IndexOf Buffer.ByteLength').filter(load)).toEqual([]);
  });

  it('in its last argument', () => {
    const load = (method: string) => loads(`object b; Request.Form.${method}("k", out b); Assembly.Load(b);`);
    const methods = words('TryGetValue TryTake TryPeek TryDequeue TryPop TryRemove');
    expect(methods.filter((method) => !load(method))).toEqual([]);
    expect(words('TryAdvance ContainsKey').filter(load)).toEqual([]);
  });

  it.each([
    [
      'in a stream under another type',
      'Request.InputStream.CopyTo((Stream)m); Assembly.Load(m);',
      'Request.InputStream.Seek((Stream)m); Assembly.Load(m);',
    ],
    ['in what a socket fills', 's.Receive(b); Assembly.Load(b);', 's.Release(b); Assembly.Load(b);'],
    [
      'in what a stream of a socket fills',
      'NetworkStream s = Get(); s.Read(b, 0, 9); Assembly.Load(b);',
      'FileStream s = Get(); s.Read(b, 0, 9); Assembly.Load(b);',
    ],
  ])('%s', (_, hit, lookAlike) => {
    expect(loads(`var b = New(); var m = New(); ${hit}`)).toBe(true);
    expect(loads(`var b = New(); var m = New(); ${lookAlike}`)).toBe(false);
  });

  it.each(words('BinaryWriter BufferedStream CryptoStream DeflateStream GZipStream StreamWriter'))(
    'in the stream beneath a %s',
    (type) => {
      const load = (over: string) =>
        loads(`var m = new MemoryStream(); var w = new ${over}(m); w.Write(Request["q"]); Assembly.Load(m);`);
      expect([load(type), load('StringWriter')]).toEqual([true, false]);
    },
  );

  it('in the answer that a request gets', () => {
    const fetched = (method: string) =>
      kindsOf(
        'asp',
        classic(
          `Set x = CreateObject("MSXML2.XMLHTTP")\r\nx.${method} "GET", Request("u"), False\r\nResponse.Write x.responseText & x.status`,
        ),
      );
    expect(fetched('open')).toContain('respond');
  });
});

describe('what a call makes of constants is constant', () => {
  it.each([
    [
      'a list that is reversed',
      "var n = new char[] { 'd', 'a', 'o', 'L' }; Array.Reverse(n); typeof(Assembly).GetMethod(new string(n)).Invoke(null, new object[] { Request[\"q\"] });",
      "var n = new char[] { 'd', 'a', 'o', 'L' }; Array.Sort(n); typeof(Assembly).GetMethod(new string(n)).Invoke(null, new object[] { Request[\"q\"] });",
    ],
    [
      'a text that is put together',
      'var n = new StringBuilder("Lo"); n.Append("ad"); typeof(Assembly).GetMethod(n.ToString()).Invoke(null, new object[] { Request["q"] });',
      'var n = new StringBuilder("Lo"); n.Replace("ad"); typeof(Assembly).GetMethod(n.ToString()).Invoke(null, new object[] { Request["q"] });',
    ],
  ])('%s', (_, hit, lookAlike) => {
    expect(loads(hit)).toBe(true);
    expect(loads(lookAlike)).toBe(false);
  });
});

describe('a stream that is copied', () => {
  it('to a file is written', () => {
    const kinds = (method: string) =>
      kindsOf('aspx', statements(`Request.InputStream.${method}(new FileStream("a", FileMode.Create));`));
    expect(kinds('CopyTo')).toContain('write');
    expect(kinds('Equals')).not.toContain('write');
  });

  it('to the answer is relayed where another server sent it', () => {
    const kinds = (stream: string) => kindsOf('aspx', statements(`${stream}.CopyTo(Response.OutputStream);`));
    expect(kinds('WebRequest.Create(Request["q"]).GetResponse().GetResponseStream()')).toContain('respond');
    expect(kinds('Request.InputStream')).not.toContain('respond');
  });
});
