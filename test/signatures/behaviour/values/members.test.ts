import { describe, expect, it } from 'vitest';
import { behaviourOf, csharp, jscript, kindsOf, reached, statements, visualBasic, words } from '../pages.js';

const loads = (code: string) => reached('aspx', statements(code)).some((line) => line.startsWith('load'));
const originOf = (code: string) =>
  behaviourOf('aspx', statements(code)).calls.find(({ kind }) => kind === 'load')?.main.taint?.origin;

describe('members of the request', () => {
  it.each([
    [
      'request',
      'Form QueryString Params Item Cookies Headers Unvalidated InputStream GetBufferlessInputStream() GetBufferedInputStream() BinaryRead(9) Body Query GetParameter("a") GetParameterValues("a") getHeader("a") UserAgent UrlReferrer UserLanguages ServerVariables["HTTP_A"]',
    ],
    ['upload', 'Files Content'],
    [
      'address',
      'Url RawUrl PathInfo ContentType ClientCertificate ServerVariables["HTTP_HOST"] ServerVariables["HTTP_X_FORWARDED_FOR"] ServerVariables["HTTP_CONTENT_DISPOSITION"] ServerVariables["HTTP_BITS-Original-Request-URL"] ServerVariables["QUERY_STRING"]',
    ],
  ])('bring in data as %s', (origin, members) => {
    const other = words(members).filter((member) => {
      const found = originOf(`Assembly.Load(Request.${member});`);
      return found !== origin;
    });
    expect(other).toEqual([]);
  });

  it('tell of the server or are numbers', () => {
    const members =
      'ApplicationPath PhysicalApplicationPath PhysicalPath ContentEncoding HttpMethod Browser IsLocal ContentLength TotalBytes';
    expect(words(members).filter((member) => loads(`Assembly.Load("a" + Request.${member});`))).toEqual([]);
  });

  it('that are the path of the page end like it', () => {
    const paths = words('PhysicalPath FilePath CurrentExecutionFilePath Path AppRelativeCurrentExecutionFilePath');
    const endings = (member: string) =>
      behaviourOf('aspx', statements(`File.WriteAllText(Request.${member}, a);`)).calls.map(
        ({ target }) => target?.suffix,
      );
    expect(paths.map((member) => endings(member)[0])).toEqual(paths.map(() => '.aspx'));
    expect(endings('ApplicationPath')).toEqual([undefined]);
  });

  it('are not those of a request that the page makes', () => {
    const others = 'HttpWebResponse WebResponse HttpWebRequest';
    const load = (type: string) => loads(`${type} r = Get(); Assembly.Load(r.Request.Form["q"]);`);
    expect(words(others).filter(load)).toEqual([]);
    expect(load('HttpApplication')).toBe(true);
  });
});

describe('controls', () => {
  const types =
    'TextBox HtmlInputText HtmlInputHidden HtmlInputControl HtmlTextArea HtmlInputPassword HiddenField DropDownList ListBox HtmlSelect TextAreaControl FileUpload HtmlInputFile';
  const members =
    'Text Value InnerText InnerHtml SelectedValue SelectedItem PostedFile PostedFiles FileName FileBytes FileContent';

  it('of these types are posted', () => {
    const load = (type: string) => loads(`${type} c = Find(); Assembly.Load(c.Value);`);
    expect(words(types).filter((type) => !load(type))).toEqual([]);
    expect(words('Label HtmlAnchor Literal').filter(load)).toEqual([]);
  });

  it('give what was posted by these members', () => {
    const load = (member: string) => loads(`FileUpload c = Find(); Assembly.Load(c.${member});`);
    expect(words(members).filter((member) => !load(member))).toEqual([]);
    expect(words('ID ClientID Visible CssClass').filter(load)).toEqual([]);
  });

  it('store what was uploaded', () => {
    expect(reached('aspx', statements('FileUpload c = Find(); c.SaveAs("a");'))).toEqual(['write c.SaveAs("a")']);
    expect(reached('aspx', statements('Workbook c = Find(); c.SaveAs("a");'))).toEqual([]);
  });

  it.each(['CommandArgument', 'CommandName'])('tell a handler the %s', (member) => {
    const page = (type: string) => csharp(`void P(object o, ${type} e) { Assembly.Load(e.${member}); }`);
    expect(reached('aspx', page('CommandEventArgs'))).toEqual([`load e.${member}`]);
    expect(reached('aspx', page('TreeNodeEventArgs'))).toEqual([]);
  });
});

describe('members', () => {
  it.each([
    [
      'the answer of another server',
      'var x = CreateObject("MSXML2.XMLHTTP"); Assembly.Load(x.responseBody);',
      'var x = CreateObject("MSXML2.DOMDocument"); Assembly.Load(x.responseBody);',
    ],
    [
      'headers of a message',
      'Assembly.Load(OperationContext.Current.IncomingMessageHeaders.GetHeader("a"));',
      'Assembly.Load(OperationContext.Current.OutgoingMessageHeaders.GetHeader("a"));',
    ],
    [
      'a message',
      'Assembly.Load(OperationContext.Current.RequestContext.RequestMessage.GetBody());',
      'Assembly.Load(OperationContext.Current.RequestContext.ReplyMessage.GetBody());',
    ],
    [
      'the incoming request',
      'Assembly.Load(w.IncomingRequest.Headers["a"]);',
      'Assembly.Load(w.OutgoingRequest.Headers["a"]);',
    ],
    [
      'the cache of a context',
      'HttpContext.Current.Cache["k"] = Request["q"]; Assembly.Load(HttpRuntime.Cache["k"]);',
      'HttpContext.Current.Cache["k"] = Request["q"]; Assembly.Load(Images.Cache["k"]);',
    ],
    [
      'the session of a context',
      'var c = Other(); c.Session["k"] = Request["q"]; var d = Other(); Assembly.Load(d.Session["k"]);',
      'var c = Other(); c.Season["k"] = Request["q"]; var d = Other(); Assembly.Load(d.Season["k"]);',
    ],
    [
      'what is made when it is asked for',
      'var v = new Lazy<string>(() => Request["q"]); Assembly.Load(v.Value);',
      'var v = new Lazy<string>(() => "a"); Assembly.Load(v.Value);',
    ],
    [
      'the result of a task',
      'var v = Task.Run(() => Request["q"]); Assembly.Load(v.Result);',
      'var v = Task.Run(() => "a"); Assembly.Load(v.Result);',
    ],
    [
      'the members of an object that is made on the spot',
      'var v = new { A = "a", B = Request["q"] }; Assembly.Load(v.B);',
      'var v = new X(); v.A = Request["q"].Length; Assembly.Load(v.A);',
    ],
  ])('hold %s', (_, hit, lookAlike) => {
    expect(loads(hit)).toBe(true);
    expect(loads(lookAlike)).toBe(false);
  });

  it('have lengths that are counted', () => {
    const page = (length: string) =>
      jscript(`var t = "abcd"; eval(String.fromCharCode(97 + t.${length} - 4) + Request("q"));`);
    const around = (length: string) => behaviourOf('asp', page(length)).calls[0]?.main.around;
    expect([around('length'), around('width')]).toEqual(['a', undefined]);
    const ofList = (length: string) =>
      behaviourOf('asp', page(length).replace('"abcd"', '[1, 2, 3, 4]')).calls[0]?.main.around;
    expect([ofList('length'), ofList('width')]).toEqual(['a', undefined]);
  });

  it('of the page are its fields and methods', () => {
    const code = (name: string) =>
      csharp(
        `string field; string Own() { return Request["q"]; } void P() { this.field = Request["q"]; Q(); } void Q() { Assembly.Load(${name}); }`,
      );
    expect(['this.field', 'this.Own()'].map((name) => reached('aspx', code(name)))).toEqual(
      ['load Request["q"]', 'load Request["q"]'].map((line) => [line]),
    );
    expect(reached('aspx', code('this.other'))).toEqual([]);
  });

  it('of a class of the file are what its methods put there', () => {
    const code = (member: string) =>
      csharp(
        `class J { public string A; public string B; public void Set(string x) { A = x; } } void P() { var j = new J(); j.Set(Request["q"]); Assembly.Load(j.${member}); }`,
      );
    expect(reached('aspx', code('A'))).toEqual(['load Request["q"]']);
    expect(reached('aspx', code('B'))).toEqual([]);
  });

  it('that Basic names without calling are functions', () => {
    const page = (name: string) =>
      visualBasic(
        `Function G() As String\r\nReturn Request("q")\r\nEnd Function\r\nSub P()\r\nAssembly.Load(Other().${name})\r\nEnd Sub`,
      );
    expect(reached('aspx', page('G'))).toEqual(['load Request("q")']);
    expect(reached('aspx', page('H'))).toEqual([]);
  });

  it('are noted where naming them tells something', () => {
    const noted =
      'XsltSettings.TrustedXslt Environment.UserDomainName Environment.MachineName Environment.OSVersion Environment.Version Registry.LocalMachine Registry.CurrentUser Registry.ClassesRoot Registry.Users TypeNameHandling.All';
    const names = (code: string) => [...behaviourOf('aspx', statements(`var a = ${code};`)).names.keys()];
    expect(words(noted).filter((name) => names(name).length === 0)).toEqual([]);
    expect(words('Environment.NewLine TypeNameHandling.None XsltSettings.Default').flatMap(names)).toEqual([]);
  });

  it('say who asks', () => {
    const names = (code: string) => [...behaviourOf('aspx', statements(`var a = ${code};`)).names.keys()];
    const asking = words(
      'Request.UserAgent Request.UrlReferrer Request.ServerVariables["HTTP_USER_AGENT"] Request.ServerVariables["HTTP_REFERER"]',
    );
    expect(asking.map((code) => names(code))).toEqual(asking.map(() => ['who asks']));
    expect(names('Request.ServerVariables["HTTP_HOST"]')).toEqual([]);
  });

  it('of a registry lead to keys', () => {
    expect(kindsOf('aspx', statements('Registry.LocalMachine.OpenSubKey("a");'))).toEqual(['registry']);
    expect(kindsOf('aspx', statements('Registrar.LocalMachines.OpenSubKey("a");'))).toEqual([]);
  });
});

describe('elements', () => {
  it.each([
    [
      'the variables of a server that clients fill',
      'Assembly.Load(Request.ServerVariables["HTTP_X"]);',
      'Assembly.Load(Request.ServerVariables["SERVER_NAME"]);',
    ],
    [
      'a number of a list',
      'var l = new object[] { "a", Request["q"] }; Assembly.Load(l[1]);',
      'var l = new object[] { "a", Request["q"] }; Assembly.Load(l[0]);',
    ],
    [
      'a key of a list',
      'var l = new D { { "a", "x" }, { "b", Request["q"] } }; Assembly.Load(l["b"]);',
      'var l = new D { { "a", "x" }, { "b", Request["q"] } }; Assembly.Load(l["a"]);',
    ],
  ])('are %s', (_, hit, lookAlike) => {
    expect(loads(hit)).toBe(true);
    expect(loads(lookAlike)).toBe(false);
  });

  it.each(['ConnectionStrings', 'AppSettings'])('of %s by a name of the request’s are secrets told', (list) => {
    const code = (key: string, of = list) => statements(`Response.Write(ConfigurationManager.${of}[${key}]);`);
    expect(kindsOf('aspx', code('Request["q"]'))).toContain('secret');
    expect(kindsOf('aspx', code('"a"'))).not.toContain('secret');
    expect(kindsOf('aspx', code('Request["q"]', 'Sections'))).not.toContain('secret');
  });

  it('of constants are constant', () => {
    const page = (index: string) => jscript(`var w = ["ev", "eval"]; this[w[${index}]](Request("q"));`);
    expect(reached('asp', page('1'))).toEqual(['evaluate Request("q")']);
    expect(reached('asp', page('0'))).toEqual([]);
  });
});
