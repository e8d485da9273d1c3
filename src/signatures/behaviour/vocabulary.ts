import type { Value } from './values/value.js';

/** Type of what keeps data from request to request; no class of a page is called so. */
export const KEEPER = 'kept state';

/** Words by which the code of pages is understood; all lower case. */
export const STATE = new Set([
  'session',
  'application',
  'cache',
  'httpsessionstate',
  'httpapplicationstate',
  'viewstate',
]);
export const PAGE_WORDS = new Set(['this', 'me', 'base', 'mybase', 'myclass', 'page', 'self', 'master']);
export const NO_ROOT = new Set(['httprequest', 'httpresponse', 'httpserver', 'httpcontext', 'page', KEEPER]);
/** Types whose `Request` member is not the page's. */
export const OTHER_REQUESTS = new Set(['httpwebresponse', 'webresponse', 'httpwebrequest']);

/** Types that stand for the objects of a request under other names. */
export const TYPES: ReadonlyMap<string, string> = new Map([
  ['httprequestbase', 'httprequest'],
  ['httprequestwrapper', 'httprequest'],
  ['httpcontextbase', 'httpcontext'],
  ['httpcontextwrapper', 'httpcontext'],
  ['httprequestmessageproperty', 'httprequest'],
  ['aspnetwebsocketcontext', 'httprequest'],
  ['httpresponsebase', 'httpresponse'],
  ['httpserverutility', 'httpserver'],
  ['httpsessionstate', KEEPER],
  ['httpapplicationstate', KEEPER],
  ['httppostedfilebase', 'httppostedfile'],
  ['usercontrol', 'page'],
  ['object', ''],
  ['dynamic', ''],
  ['wshshell', 'wscript.shell'],
  ['iwshshell', 'wscript.shell'],
]);

export const COMPARISONS = new Set([
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '>',
  '<=',
  '>=',
  '=',
  '<>',
  'is',
  'isnot',
  'like',
  'instanceof',
  'in',
]);
export const NAMED_CONSTANTS: ReadonlyMap<string, string> = new Map([
  ['vbcrlf', '\r\n'],
  ['vbnewline', '\r\n'],
  ['vblf', '\n'],
  ['vbcr', '\r'],
  ['vbtab', '\t'],
  ['vbnullstring', ''],
  ['vbnullchar', '\0'],
]);
export const COPIERS = new Set([
  'array.copy',
  'array.constrainedcopy',
  'buffer.blockcopy',
  'buffer.memorycopy',
  'marshal.copy',
]);
export const MUTATORS = new Set([
  'write',
  'writeline',
  'writetext',
  'append',
  'appendline',
  'appendformat',
  'appendchunk',
  'add',
  'tryadd',
  'addorupdate',
  'addfirst',
  'addlast',
  'addrange',
  'insert',
  'push',
  'unshift',
  'enqueue',
  'concat',
  'addscript',
  'addcommand',
  'addargument',
  'addparameter',
  'setvalue',
  'loadxml',
  'load',
  'transformblock',
  'writebyte',
  'addstatement',
  'setattribute',
  'appendchild',
  'prependchild',
  'replacechild',
  'insertafter',
  'insertbefore',
  'setdata',
  'writeasync',
  'setresult',
  'trysetresult',
  'trywrite',
]);
export const READERS = new Set([
  'read',
  'readblock',
  'copyto',
  'copytoasync',
  'readasync',
  'readexactly',
  'gobject',
  'getbytes',
  'transformblock',
  'tryreadbytes',
  'beginread',
]);
/** Streams and writers that are made over another stream. */
export const WRAPPERS = new Set([
  'binarywriter',
  'bufferedstream',
  'cryptostream',
  'deflatestream',
  'gzipstream',
  'streamwriter',
]);
/** Streams that are no file: what is made over one opens none. */
export const NO_FILES = new Set(['memorystream', 'networkstream', 'requeststream', 'outgoing', 'sslstream']);
/** Methods that put what their object holds into their last argument. */
export const GIVERS = 'trygetvalue tryread trytake trypeek trydequeue trypop tryremove';
export const DECODERS =
  /^(?:frombase64string|transformfinalblock|decrypt\w*|createdecryptor|unprotect|inflate|decompress|decode\w*|htmldecode|urldecode|fromhexstring|unescape|strreverse|xor\w*)$/;
/** Lists of the configuration that hold secrets. */
export const SECRETS = new Set(['connectionstrings', 'appsettings']);
/** Static members that tell something by being named. */
export const NOTED = new Set([
  'xsltsettings.trustedxslt',
  'environment.userdomainname',
  'environment.machinename',
  'environment.osversion',
  'environment.version',
]);
/** Ways a page names itself; whatever it is called, the server executes it. */
/** Methods and members that lead to a part of a document, which is kept with it. */
export const LEADS_TO_PART =
  'selectsinglenode selectnodes getelementsbytagname getelementbyid createelement createattribute documentelement firstchild lastchild parentnode attributes item childnodes root fields appendchild';
export const NAMES_ITSELF = /^(?:script_name|path_translated|url|path_info|script_filename)$/i;
export const OWN_PATHS = new Set([
  'physicalpath',
  'filepath',
  'currentexecutionfilepath',
  'path',
  'apprelativecurrentexecutionfilepath',
]);
/** Members that are the folder of the site, of the request and of whatever hosts it. */
export const SITE_FOLDERS =
  'physicalapplicationpath appdomainapppath applicationphysicalpath basedirectory webrootpath';
export const OWN_ENDING = '.aspx';
/** Length of a text without spaces that is given to a COM object: a program, not a parameter. */
export const PACKED = 4000;
export const EMPTY: Value = { taint: null, type: 'string', constant: '' };
export const CHARACTERS = new Set(['char', 'byte', 'sbyte']);
export const TO_CHARACTERS = new Set([
  'chr',
  'chrw',
  'chrb',
  'char',
  'tochar',
  'tobyte',
  'cbyte',
  'fromcharcode',
  'ascii',
]);
export const EVALUATORS = new Set(['eval', 'execute', 'executeglobal']);
/** What evaluates when it is called under another name. */
export const EVALUATING = new Set([...EVALUATORS, 'new:function']);
/** Methods of the worker request, beneath `HttpRequest`, that give what the client sent. */
export const WORKER_READS = new Set([
  'getpreloadedentitybody',
  'readentitybody',
  'getknownrequestheader',
  'getunknownrequestheader',
  'getunknownrequestheaders',
  'getquerystringrawbytes',
]);
/** Calls of delegates, threads and functions as objects. */
export const INVOKERS = new Set(['invoke', 'dynamicinvoke', 'begininvoke', 'call', 'apply', 'start']);
/** Type of what is one of several functions, which are its items: which one the request may decide. */
export const FUNCTIONS = 'one of several functions';
/** Type of a function of JScript that was made of a text, which it holds; its keys are its parameters. */
export const CODE = 'code of a function';
/** Late binding of Visual Basic: object, type, name, arguments. */
export const LATE_BINDERS = new Set(['latebinding', 'newlatebinding']);
/** Types that no path, command or code is of. */
export const NUMBERS =
  /^(?:u?short|u?int|u?long|u?int(?:16|32|64)|integer|single|double|decimal|float|bool|boolean|datetime|datetimeoffset|timespan|date|guid)$/;
/** Members that are a date or a number, of calendars and of the clock. */
export const DATES = new Set([
  ...['selecteddate', 'visibledate', 'todaysdate', 'selectedindex', 'now', 'utcnow', 'today', 'ticks'],
  ...['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond', 'dayofweek'],
]);
/** Times and attributes of files. */
export const FILE_TIMES = /^(?:(?:creation|lastwrite|lastaccess)time(?:utc)?|attributes)$/;
/** Attributes by which ASP.NET fills a property from the request. */
export const BINDS = /\b(?:bindproperty|fromquery|fromform|fromroute|fromheader|frombody|supplyparameterfromquery)\b/i;
/** Classes of transport agents, whose methods are called with mail. */
export const CALLED_WITH_MAIL = /^(?:routing|smtpreceive|delivery|storage)agent$/;
/** Classes whose public methods are called with data of the request. */
export const CALLED_REMOTELY =
  /^(?:controller|apicontroller|controllerbase|hub|persistentconnection|websockethandler)$/;
/** Attributes of parameters that model binding fills with what a request says. */
export const BOUND_TO_REQUEST =
  /\b(?:querystring|form|cookie|routedata|control|from(?:uri|body|query|form|route|header))(?:attribute)?\b/i;
/** Attributes of methods that clients call. */
export const CALLED_BY_CLIENTS = /webmethod|operationcontract|scriptmethod|webinvoke|webget/i;
/** Methods that the framework calls with data of the request. */
export const CALLED_WITH_REQUEST =
  /^(?:ValidateUser|RaiseCallbackEvent|RaisePostBackEvent|On(?:Get|Post|Put|Patch|Delete)(?:[A-Z]\w*)?)$/;
/** Functions that cut a text, and those that find a separator in it: together they leave the last part of a path. */
export const CUTTERS = new Set(['mid', 'right', 'substring', 'substr']);
export const SEPARATOR_FINDERS = /\b(?:instrrev|lastindexof)\b/i;
export const LITERALS = new Set(['null', 'nothing', 'true', 'false', 'undefined', 'empty']);
/** Calls that give a text made of their object and arguments, and of nothing else. */
export const TEXT_OF_PARTS = new Set([
  ...['tostring', 'format', 'concat', 'combine', 'join', 'trim', 'padleft', 'padright', 'tolower', 'toupper'],
  ...['cstr', 'formatdatetime', 'formatnumber', 'year', 'month', 'day', 'lcase', 'ucase', 'string', 'mappath'],
]);
/** Calls that make another text of their object and arguments, of which nothing else decides. */
export const TEXT_OF_TEXTS = new Set(
  'replace substring substr mid left right remove insert trimstart trimend ltrim rtrim split getvalueordefault'.split(
    ' ',
  ),
);
export const JOINERS = new Set(['format', 'concat', 'join', 'insert', 'appendformat']);
/** Words of server code that no page hides from its readers for a good reason. */
export const HIDDEN_CODE =
  /\brequest\s*[.([]|\beval\s*[ (]|\bexecute(?:global)?\s*\(|wscript\.shell|processstartinfo|assembly\.load|<script[^>]{0,100}runat|<%@?\s*page/i;
export const KEEPS_TYPE: ReadonlyMap<string, string> = new Map([
  ['tostring', 'string'],
  ['trim', 'string'],
  ['replace', 'string'],
  ['getstring', 'string'],
  ['createpipeline', 'pipeline'],
  ['createcommand', 'dbcommand'],
  ['getstream', 'networkstream'],
  ['clone', '='],
  ['unwrap', '='],
  ['synchronized', '='],
]);
