import { describe, expect, it } from 'vitest';
import { behaviourOf, classic, csharp, kindsOf, reached, statements, visualBasic, words } from './pages.js';

/** Words that a page may have in one place, `W` of its code, and words beside them that mean nothing there. */
interface WordRow {
  readonly name: string;
  readonly words: string;
  readonly others: string;
  readonly tells: (word: string) => boolean;
}

const callsOf = (code: string) => behaviourOf('aspx', statements(code)).calls;
const loads = (code: string) => reached('aspx', statements(code)).some((line) => line.startsWith('load'));
const loadsIn = (code: string) => reached('aspx', csharp(code)).some((line) => line.startsWith('load'));
const names = (code: string) => behaviourOf('aspx', statements(code)).names;
const runs = (code: string) => reached('asp', classic(code)).length > 0;
const reversed = (text: string) => [...text].reverse().join('').replaceAll('"', '""');

const ROWS: readonly WordRow[] = [
  {
    name: 'decode',
    words:
      'FromBase64String TransformFinalBlock DecryptData CreateDecryptor Unprotect Inflate Decompress DecodeBytes HtmlDecode UrlDecode FromHexString Unescape StrReverse XorBytes',
    others: 'ToBase64String Protect Compress Encode GetBytes',
    tells: (word) => callsOf(`Assembly.Load(x.${word}(Request["q"]));`)[0]?.main.taint?.decoded === true,
  },
  {
    name: 'are server variables in which a page reads its own path',
    words: 'SCRIPT_NAME PATH_TRANSLATED URL PATH_INFO SCRIPT_FILENAME',
    others: 'APPL_PHYSICAL_PATH SERVER_NAME',
    tells: (word) =>
      callsOf(`File.WriteAllText(Request.ServerVariables["${word}"], a);`)[0]?.target?.suffix === '.aspx',
  },
  {
    name: 'are server variables that a client fills',
    words:
      'HTTP_X HEADER_X ALL_RAW ALL_HTTP QUERY_STRING UNENCODED_URL CONTENT_TYPE AUTH_PASSWORD AUTH_USER REMOTE_USER',
    others: 'SERVER_PORT REMOTE_ADDR LOCAL_ADDR',
    tells: (word) => loads(`Assembly.Load(Request.ServerVariables["${word}"]);`),
  },
  {
    name: 'are types of parameters that carry no text',
    words:
      'short ushort int uint long ulong Int16 UInt16 Int32 UInt32 Int64 UInt64 Integer Single double Decimal float bool Boolean DateTime DateTimeOffset TimeSpan Date Guid',
    others: 'string Stream Uri Integers DateRange',
    tells: (word) => !loadsIn(`class C : Controller { public void M(${word} a) { Assembly.Load("a" + a); } }`),
  },
  {
    name: 'are casts that leave a number, a truth or a date',
    words: 'double decimal float bool Guid DateTime',
    others: 'string Encoding',
    tells: (word) => !loads(`Assembly.Load((${word})Request["q"]);`),
  },
  {
    name: 'are times and attributes of a file',
    words: 'CreationTime CreationTimeUtc LastWriteTime LastWriteTimeUtc LastAccessTime LastAccessTimeUtc Attributes',
    others: 'IsReadOnly CreationTimes',
    tells: (word) => kindsOf('aspx', statements(`new FileInfo("a").${word} = t;`)).includes('touch'),
  },
  {
    name: 'are attributes by which a property is filled',
    words: 'BindProperty FromQuery FromForm FromRoute FromHeader FromBody SupplyParameterFromQuery',
    others: 'JsonProperty FromServices',
    tells: (word) => loadsIn(`[${word}] public string A { get; set; } void P() { Assembly.Load(A); }`),
  },
  {
    name: 'are classes whose methods are called from elsewhere',
    words:
      'RoutingAgent SmtpReceiveAgent DeliveryAgent StorageAgent Controller ApiController ControllerBase Hub PersistentConnection WebSocketHandler',
    others: 'Agent ControllerFactory UserAgent',
    tells: (word) => loadsIn(`class C : ${word} { public void M(string a) { Assembly.Load(a); } }`),
  },
  {
    name: 'are methods that are called with what a client sends',
    words: 'OnGet OnPost OnPut OnPatch OnDelete OnPostUpload ValidateUser RaiseCallbackEvent RaisePostBackEvent',
    others: 'OnLoad OnGetting OnPostback ValidateUsers',
    tells: (word) => loadsIn(`public void ${word}(string a) { Assembly.Load(a); }`),
  },
  {
    name: 'are attributes of methods that clients call',
    words: 'WebMethod OperationContract ScriptMethod WebInvoke WebGet',
    others: 'Obsolete NonAction',
    tells: (word) => loadsIn(`[${word}] public void M(string a) { Assembly.Load(a); }`),
  },
  {
    name: 'are what a handler of a command is told by',
    words: 'CommandEventArgs GridViewCommandEventArgs DataGridCommandEventArgs RepeaterCommandEventArgs',
    others: 'GridViewRowEventArgs EventArgs',
    tells: (word) => loadsIn(`void P(object o, ${word} e) { Assembly.Load(e.CommandArgument); }`),
  },
  {
    name: 'crawlers of search engines go by',
    words:
      'Googlebot Google&bot bingbot Baiduspider Baidu&spider sogou 360spider yisouspider slurp yandex yandexbot duckduckbot',
    others: 'google bing baidu yandexlike yahoo',
    tells: (word) => names(`var a = "${word.replace('&', ' ')}";`).has('search engines'),
  },
  {
    name: 'are names by which visitors from search engines are told',
    words: 'google bing yahoo baidu yandex sogou duckduckgo naver',
    others: 'example facebook',
    tells: (word) => names(`if (Request.UrlReferrer.Contains("${word}")) a();`).has('visitors from search engines'),
  },
  {
    name: 'are fields that hold a password',
    words: 'pass passw password passwd pwd txtPassword',
    others: 'passport passenger key',
    tells: (word) => kindsOf('aspx', statements(`Application["k"] = Request["${word}"];`)).includes('keep'),
  },
  {
    name: 'are kept for all visitors',
    words: 'Application Cache HttpRuntime.Cache HttpContext.Current.Application',
    others: 'Session ViewState',
    tells: (word) => kindsOf('aspx', statements(`${word}["k"] = Request["pwd"];`)).includes('keep'),
  },
  {
    name: 'lead from a type to a member of it',
    words: 'GetMethod GetRuntimeMethod GetMember',
    others: 'GetField GetInterface',
    tells: (word) => loads(`typeof(Assembly).${word}("Load").Invoke(null, new object[] { Request["q"] });`),
  },
  {
    name: 'take one of several methods',
    words: 'First FirstOrDefault Single SingleOrDefault Last Where OrderBy ElementAt ToArray ToList',
    others: 'Count Aggregate',
    tells: (word) =>
      loads(`typeof(Assembly).GetMethods().${word}(m => m.A).Invoke(null, new object[] { Request["q"] });`),
  },
  {
    name: 'call a method that was looked up',
    words: 'Invoke DynamicInvoke UnsafeInvoke',
    others: 'ToString GetParameters',
    tells: (word) => loads(`typeof(Assembly).GetMethod("Load").${word}(null, new object[] { Request["q"] });`),
  },
  {
    name: 'lead to a member of a type that the page keeps out of sight',
    words: 'GetConstructor GetProperty GetMethod GetMember GetRuntimeMethod',
    others: 'GetCustomAttribute GetElementType',
    tells: (word) =>
      kindsOf(
        'aspx',
        csharp(
          `string N(int[] a) { var b = new X(); foreach (var i in a) b.Add(i); return b.Text; } void P() { Type.GetType(N(new[] { 1 })).${word}(t).Invoke(null, new object[] { Request["q"] }); }`,
        ),
      ).length > 0,
  },
  {
    name: 'change an account of the directory',
    words: 'SetPassword ChangePassword Add',
    others: 'Groups Address',
    tells: (word) =>
      kindsOf('aspx', statements(`new DirectoryEntry("WinNT://.").Invoke("${word}", a);`)).includes('account'),
  },
  {
    name: 'bring the answer of another server',
    words: 'responseText responseBody responseStream responseXML',
    others: 'status statusText readyState',
    tells: (word) =>
      runs(
        `Set x = CreateObject("WinHttp.WinHttpRequest.5.1")\r\nx.Open "GET", "http://a/"\r\nx.Send\r\nExecute x.${word}`,
      ),
  },
  {
    name: 'are what Basic reads like a function',
    words: 'Request Session Application Cache Items',
    others: 'Sections Request2',
    tells: (word) =>
      reached(
        'aspx',
        visualBasic(
          `Sub P(c As HttpContext)\r\nc.Items("k") = Request("q")\r\nSession("k") = Request("q")\r\nAssembly.Load(c.${word}("k"))\r\nEnd Sub`,
        ),
      ).length > 0,
  },
];

describe('words', () => {
  it.each(ROWS)('$name: $words', ({ words: known, others, tells }) => {
    expect(words(known).filter((word) => !tells(word))).toEqual([]);
    expect(words(others).filter(tells)).toEqual([]);
  });

  it.each([
    ['Request("a")', 'requested text'],
    ['request.form', 'request form'],
    ['eval (a)', 'evaluate a'],
    ['Execute(a)', 'executed a'],
    ['ExecuteGlobal(a)', 'execution'],
    ['WScript.Shell', 'wscript'],
    ['ProcessStartInfo', 'process start'],
    ['Assembly.Load', 'assembly of a load'],
    ['<script language=a runat=b>', '<script src=a>'],
    ['<%@ Page', '<% a'],
  ])('of server code that is kept out of sight: %s', (hit, lookAlike) => {
    const kinds = (text: string) => kindsOf('asp', classic(`a = StrReverse("${reversed(text)}")`));
    expect([kinds(hit), kinds(lookAlike)]).toEqual([['hidden-code'], []]);
  });
});
