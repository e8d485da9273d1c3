/** Calls, creations and members by which pages reach one kind of sink. Names are lower case. */
export interface SinkPlaces {
  /** Names of functions and methods. */
  readonly calls: RegExp;
  /** Methods that count only where they are called on what goes by such a name. */
  readonly callsOn?: readonly { readonly calls: RegExp; readonly on: RegExp }[];
  /** Methods that do not count where they are called on what goes by such a name. */
  readonly notOn?: RegExp;
  /** A method that does not count where it is called on what is surely made by such a name. */
  readonly notMadeAs?: { readonly calls: RegExp; readonly made: RegExp };
  readonly creations?: RegExp;
  /** Members that are assigned to. */
  readonly members?: RegExp;
  /** Only the first argument, or the first two, are paths, which alone decide what is done. */
  readonly paths?: { readonly two: RegExp };
  /** Only the first argument decides what is done. */
  readonly firstOnly?: true;
  /** What the method is called on decides, too. */
  readonly receiver?: true;
  /** A text that says such a thing is a payload by itself. */
  readonly payload?: RegExp;
  /** That code can name variables of the page. */
  readonly seesVariables?: true;
}

/** What code does that is no formula, no layout and no question to the server. */
const ACTS =
  /\bsystem\.(?:diagnostics|io|net|reflection|web|management|runtime|threading)\b|\b(?:request|response|session|application|server|context|httpcontext|querystring|inputstream|process\w*|eval|execute\w*|activexobject|createobject|getobject|reflection|assembly|invoke\w*|getmethod|gettype|activator|fromcharcode|chrw?|unescape|decodeuri\w*|socket\w*|tcpclient|webclient|webrequest|httpclient|file\w*|directory|stream\w*|dllimport|marshal|registry|frombase64\w*|objectdataprovider|methodname|factorymethod|clr-namespace|x:code|x:static|arguments|msxsl|script|shell|environment|new-object|add-type|get-content|set-content|out-file|invoke-\w+|powershell|cmd|cmd\.exe|gc|sc|iex)\b|\bfunction\s*\(|\[system\.|&\s*[($]|\$input|\$args/i;
/** Statements that run what a parameter says, or what is put together in the database. */
const STATEMENTS_RUN =
  /(?:\bexec(?:ute)?\s+|\.\s*)\[?xp_cmdshell\b(?!\]?\s+N?')|^\s*xp_cmdshell\s*$|\bsp_(?:executesql|oa\w+)\b|\bsp_(?:add|update)_jobstep\b(?![^;]*@command\s*=\s*N?')|\bexec(?:ute)?\s*[(@]|\bopenrowset\b|\bcreate\s+assembly\b/i;

/** Names of the framework: what is loaded by such a name does whatever it is told. */
const FRAMEWORK = /^\s*(?:system|microsoft|mscorlib|netstandard|presentation\w+|windowsbase|wscript|shell)\b/i;

/** Calls through which
 a page uses what it compiled or loaded. */
const REFLECTED = 'getmethod|getmethods|gettype|createinstance\\w*|invoke|getconstructor|createdelegate';

/** The kinds of sinks that a rule may be about, as its metadata names them. */
export const SINK_PLACES: Readonly<Record<string, SinkPlaces>> = {
  evaluate: {
    calls: /^(?:eval|execute|executeglobal|executestatement|execscript|addcode|jscriptevaluate\w*)$/,
    // Statements of a database, and what an expression finds.
    notMadeAs: { calls: /^execute$/, made: /^(?:adodb\.(?:connection|command)|(?:vbscript\.)?regexp)$/ },
    creations: /^function$/,
    payload: ACTS,
    seesVariables: true,
  },
  compile: {
    calls: new RegExp(
      `^(?:compile(?:assembly\\w+)?|evaluateasync|runasync|parsetext|emit|jscriptevaluate\\w*|definedynamic\\w+|${REFLECTED})$`,
    ),
    callsOn: [{ calls: /^create$/, on: /script$|compilation$/ }],
    creations: /^(?:dynamicmethod|typebuilder|ilgenerator)$/,
    payload: ACTS,
  },
  load: {
    calls: new RegExp(`^(?:load\\w*|unsafeloadfrom|executeassembly\\w*|reflectiononlyload\\w*|${REFLECTED})$`),
    receiver: true,
    payload: FRAMEWORK,
  },
  reflect: {
    calls:
      /^(?:gettype|getmethods?|getconstructor|getpropert\w+|getfields?|createinstance\w*|invoke\w*|createdelegate|load\w*)$/,
    payload: ACTS,
  },
  powershell: {
    calls:
      /^(?:addscript|addcommand|addstatement|invoke\w*|begininvoke|create(?:nested)?pipeline|executescript|newscriptblock)$/,
    callsOn: [
      { calls: /^(?:add|insert|addrange)$/, on: /^(?:commands)$/ },
      { calls: /^create$/, on: /^(?:scriptblock)$/ },
    ],
    creations: /^(?:command|runspaceinvoke)$/,
    receiver: true,
    payload: ACTS,
  },
  transform: {
    calls: /^(?:load|loadxml|transformnode\w*)$/,
    members: /^(?:stylesheet|transformsource|documentcontent)$/,
    payload: ACTS,
  },
  xaml: {
    calls: /^(?:load\w*|parsecontrol|parsetemplate|createworkflow|deserialize\w*)$/,
    callsOn: [
      { calls: /^(?:parse|transform)$/, on: /^(?:xaml\w*|activityxaml\w*|workflow\w*)$/ },
      { calls: /^(?:invoke|begininvoke)$/, on: /workflow|invoker/ },
    ],
    creations: /^(?:workflowdesigner|workflowinvoker|workflowapplication|xamlxmlreader|xamlworkflow|xamlobjectwriter)$/,
    members: /^(?:propertyinspectorfontandcolordata)$/,
    payload: ACTS,
  },
  sql: {
    calls: /^(?:execute\w*|query\w*|fromsql\w*|sqlquery)$/,
    callsOn: [{ calls: /^open$/, on: /^(?:rs\w*|recordset\w*|\w+rs)$/ }],
    creations: /(?:command|dataadapter)$/,
    members: /^(?:commandtext|selectcommand|insertcommand|updatecommand|deletecommand)$/,
    firstOnly: true,
    payload: STATEMENTS_RUN,
  },
  build: {
    calls:
      /^(?:load\w*|build\w*|setproperty|setglobalproperty|addproperty|additem\w*|addtarget|addtask|setparameter\w*|addusingtask)$/,
    callsOn: [{ calls: /^(?:create|open)$/, on: /^projectrootelement$/ }],
    creations: /^(?:project|projectinstance|buildrequestdata|engine)$/,
    receiver: true,
  },
  connect: {
    calls:
      /^(?:(?:begin)?connect(?:async)?|(?:begin)?send(?:async|to\w*|packets\w*)?|(?:begin)?write(?:line|byte|async|lineasync)?|copyto\w*|authenticateasclient\w*)$/,
    notOn: /\b(?:response|trace|debug|output)\b/,
    creations: /^(?:tcpclient|udpclient|ipendpoint|dnsendpoint|clientwebsocket|namedpipeclientstream)$/,
  },
  wmi: {
    calls: /^(?:invokemethod|execmethod_?|instancesof|execquery)$/,
    creations: /^(?:management(?:class|object|objectsearcher|path)|selectquery|wqlobjectquery|objectquery)$/,
    payload: ACTS,
  },
  write: {
    calls:
      /^(?:writeall\w+|appendall\w+|create(?:text)?|appendtext|openwrite|open|copy|move|replace|rename\w*|saveas|moveto|downloadfile)$/,
    creations: /^(?:streamwriter|filestream|binarywriter|fileinfo)$/,
    paths: { two: /^(?:copy|move|replace|rename\w*)$/ },
    payload:
      /\.(?:as[hmpc]x|asp|asa|asax|cer|cdx|exe|dll|ps1|bat|cmd|vbs|js|jse|hta|config|cshtml|vbhtml|soap|svc|master|msi|scr|com|rem|php\d?|jspx?|inc|html?)\b/i,
  },
  download: {
    calls: /^(?:download\w+|move\w*|copy\w*|replacefile)$/,
  },
  process: {
    calls:
      /^(?:start|run|exec|shell|shellexecute|execmethod\w*|invokemethod|executeshellcommand|registertask\w*|callbyname|winexec|invokeverb\w*)$/,
    creations: /^(?:processstartinfo|process|execaction|managementclass|managementobject)$/,
    members: /^(?:filename|arguments|startinfo)$/,
    receiver: true,
  },
};
