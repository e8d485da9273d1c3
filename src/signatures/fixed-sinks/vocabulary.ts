/** Words by which it is known what a value is made of; all lower case. What stands in none of these lists may be a visitor's. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Constants of the languages. */
export const CONSTANT_NAMES = words(
  'null true false nothing undefined nan infinity empty vbcrlf vbnewline vblf vbcr vbtab vbnullstring',
);

/** The object that code stands in. */
export const SELF = words('this me mybase base myclass');

/** Types whose values are copied rather than shared. */
export const COPIED_TYPES = words(
  'string int integer int16 int32 int64 uint32 uint64 long short double single float decimal bool boolean date datetime timespan guid byte number char ',
);

/** Types of numbers, dates and identifiers, which hold no word of anybody's. */
export const NUMBER_TYPES = words(
  'int integer int16 int32 int64 uint uint16 uint32 uint64 long ulong short ushort double single float decimal bool boolean date datetime datetimeoffset timespan guid ipaddress',
);

/** Types of single characters, of which any text can be made. */
export const CHARACTER_TYPES = words('char sbyte');

/** Functions that give a number, whatever they are given. */
export const NUMBER_FUNCTIONS = words(
  'cint clng cdbl csng cbyte cshort cbool cdate cdec val len lenb instr instrrev ubound lbound parseint parsefloat number isnan isfinite isnumeric isdate isempty isnull isnothing now date time timer day month year hour minute second weekday datediff dateadd dateserial rnd round fix int abs sgn asc ascw',
);

/** Functions by type that give a number, date or identifier. */
export const NUMBER_CALLS = words(
  `int.parse int32.parse int64.parse integer.parse long.parse short.parse double.parse single.parse decimal.parse float.parse
  guid.parse datetime.parse datetime.parseexact timespan.parse bool.parse boolean.parse date.parse ipaddress.parse guid.newguid
  convert.toint16 convert.toint32 convert.toint64 convert.todouble convert.todecimal convert.todatetime convert.toboolean convert.tosingle
  array.indexof math.abs math.min math.max math.round math.floor math.ceil math.sqrt math.pow math.random math.truncate
  datetime.compare string.compare path.getrandomfilename path.gettempfilename`,
);

/** Members that are numbers, whatever they are of. */
export const NUMBER_MEMBERS = words(
  `length count selectedindex hasvalue totalbytes contentlength hasfile ticks indexof lastindexof compareto equals contains containskey startswith
  endswith isnullorempty isnullorwhitespace exists getupperbound getlength gethashcode asint asfloat asdecimal asbool asdatetime isint ismatch
  hasfiles ispostback year month day hour minute second dayofweek dayofyear totalseconds totalmilliseconds exitcode fieldcount isauthenticated any all
  getaddressbytes maptoipv4 hasexited checked findindex`,
);

/** Functions that put together, or write otherwise, the texts that they are given, and nothing else. */
export const TEXT_FUNCTIONS = words(
  'cstr string str trim ltrim rtrim lcase ucase replace join formatnumber formatdatetime iif if',
);

/** Methods that give nothing but what their object and their arguments are made of. */
export const TEXT_METHODS = words(
  `tostring tostringasync changeextension format concat join trim trimstart trimend tolower toupper tolowerinvariant toupperinvariant touppercase tolowercase
  htmlencode urlencode mappath combine getbytes valueof clone toarray tolist asreadonly append appendline appendformat add push
  adddays addhours addminutes addseconds addmonths addyears toshortdatestring todatestring tofixed padleft
  gettype getmethod getexportedtypes gettypes createinstance cast oftype escapedatastring htmlattributeencode todictionary asenumerable withimports withreferences addimports addreferences configureawait`,
);

/** Methods that take one out of many. */
export const PICKS = words(
  'first firstordefault single singleordefault last elementat get item getvalue getvalueordefault',
);

/** Methods that make an object which holds nothing yet, or what the call's arguments say. */
export const MAKERS = words(
  `createprovider createrunspace createpipeline createcompiler xmlreader.create uri.createinstance createobject
  createprojectinstance runspacefactory.createrunspace runspacefactory.createrunspacepool powershell.create initialsessionstate.createdefault initialsessionstate.createdefault2 process.start assembly.load assembly.loadfrom assembly.loadfile
  compileassemblyfromsource compileassemblyfromdom newtask getfolder getmethodparameters activexobject path.gettemppath vsaengine.createengine`,
);

/** Types whose objects hold what they are made of and given, and nothing of anybody else. */
export const HOLDERS = words(
  `stringbuilder list arraylist dictionary hashtable sorteddictionary sortedlist namevaluecollection stringcollection hashset queue stack array
  object string memorystream keyvaluepair tuple uri uribuilder stringreader compilerparameters csharpcodeprovider vbcodeprovider jscriptcodeprovider
  processstartinfo process codesnippetcompileunit xmlreadersettings xsltsettings xmlurlresolver cultureinfo random int32 int byte double decimal managementclass
  managementobject managementbaseobject managementpath command commandparameter runspaceinvoke project projectinstance projectcollection
  buildparameters buildrequestdata stringdictionary lazy ipaddress ipendpoint dnsendpoint version datetime date timespan guid
  psobject collection readonlycollection scripting.dictionary wscript.shell activexobject sqlparameter stringcontent xmltextreader function`,
);

/** Types and objects of the framework whose members tell of the server or are constants. */
export const STATIC_TYPES = words(
  `string convert encoding ascii utf8 path server environment math int int32 int64 integer long double decimal datetime date guid timespan ipaddress
  cultureinfo numberstyles calltype appwinstyle processwindowstyle xsltsettings scriptoptions sockettype protocoltype addressfamily
  socketflags commandtype stringcomparison stringsplitoptions codedomprovider runspacefactory powershell xmlreader formatoptions array
  filemode fileaccess windowstyle httpruntime appdomain currentdomain hostingenvironment httputility regexoptions dtdprocessing
  conformancelevel languageversion outputkind optimizationlevel datetimestyles ipstatus io file directory system net text xml xsl
  diagnostics sockets globalization strings activator process assembly csharpscript visualbasicscript initialsessionstate commandbehavior bindingflags`,
);

/** Settings of the application's own, which whoever can change `web.config` decides. */
export const OWN_SETTINGS =
  /^(?:system\.configuration\.)?(?:web)?configurationmanager\.(?:appsettings|connectionstrings)$/;

/** What gives the content of a file by its path. */
export const FILE_READERS = words(
  'file.readalltext file.readalllines file.readallbytes file.opentext file.openread xmlreader.create xdocument.load',
);

/** Folders that visitors, or whoever broke in, put files into. */
export const OTHERS_FOLDERS =
  /(?:^|[\\/~])(?:te?mp|upload\w*|images?|img|media|files?|attachments?|aspnet_client|userfiles|documents|avatars?|logs?|public|perflogs|programdata|users|recycle\w*)(?:[\\/]|$)/i;

/** In Basic, calls that leave the variables alone that they are given: any other may write to them. */
export const TAKES_VALUES = words(
  `write writeline binarywrite htmlencode urlencode htmlattributeencode add append appendformat appendline format concat join cstr cint clng cdbl cbool cdate cdec
  isnullorempty isnullorwhitespace mappath start compileassemblyfromsource compileassemblyfromfile invokemethod callbyname addwithvalue
  readalltext readalllines exists insert getbytes send load parse connect beginconnect endconnect create trim ltrim rtrim ucase lcase len isnumeric isdate
  instr contains containskey startswith endswith indexof equals compare eval execute executescript executeglobal run exec shell redirect loadxml
  transform invoke createinstance createobject gettype getmethod loadfrom loadfile registertaskdefinition clng formatnumber formatdatetime
  isnothing val ubound lbound toint32 toint64 todouble todecimal parseint parsefloat getfolder open executereader addscript addcommand addparameter
  addargument abs round max min sqrt iif if tostring adddays findcontrol transformnode connectasync downloadfile writealltext appendalltext item
  setproperty rename renamefile evaluateasync jscriptevaluate build remove split replace addparam isarray opentextfile getvalue`,
);

/** Functions that make a character of a number. */
export const CHARACTER_FUNCTIONS = words('chr chrw chrb');

/** Methods that leave nothing of their arguments in their object. */
export const LOOKERS = words(
  'invoke trygetvalue hasownproperty find findall where select remove removeat skip take orderby tryparse getbytes getstring equals compare addwithvalue transform addargument addparameter addparameters',
);

/** Methods that put what they are given beside what is there. */
export const GROWS =
  /^(?:append|add(?!script|command|argument|parameter|statement|withvalue)|insert|push|enqueue|write|concat)/i;

/** Methods that leave nothing of their arguments in their object. */
export function onlyLooks(method: string): boolean {
  return (
    LOOKERS.has(method) ||
    PICKS.has(method) ||
    NUMBER_MEMBERS.has(method) ||
    (TEXT_METHODS.has(method) && !/^(?:append|add|push)/.test(method))
  );
}
