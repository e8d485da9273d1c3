/** Everything a web server would execute (WEB-01). Elsewhere than in web folders only the first group counts. */
const SERVER_EXTENSIONS =
  'aspx|ashx|asmx|ascx|asax|asp|cshtml|cshtm|vbhtml|vbhtm|svc|soap|xamlx|axd|master|jsp|jspx|php|phtml|asa';
const WEB_EXTENSIONS = new Set(
  'cer cdx rem skin browser config xml htm html js css txt cs vb resx stm shtml shtm ps1 cmdline hta'.split(' '),
);

/** Extensions of pages and handlers that a web server runs, without the dot. */
export const EXECUTED_EXTENSIONS: ReadonlySet<string> = new Set(SERVER_EXTENSIONS.split('|'));

/** Extensions of what Windows runs or loads by itself, without the dot. */
export const PROGRAM_EXTENSIONS: ReadonlySet<string> = new Set(['exe', 'dll', 'com', 'scr']);

const SERVER_EXTENSION = new RegExp(`\\.(?:${SERVER_EXTENSIONS})$`);
/** `x.aspx;.jpg`, `x.aspx.req`, `x.aspx.`, `x.aspx:stream`. */
const SERVER_EXTENSION_INSIDE = new RegExp(`\\.(?:${SERVER_EXTENSIONS})(?:$|[.;:\\s])`);

const WEB_PLACE =
  /\\inetpub\\(?!logs\\|history\\|temp\\apppools\\)|\\wwwroot\\|\\frontend\\httpproxy\\|\\v1[45]\\clientaccess\\|\\clientaccess\\(?:owa|ecp|autodiscover|exchweb|oab|powershell-proxy|powershell|sync|rest|mapi|rpcproxy)\\|\\system32\\inetsrv\\(?!config\\|backup\\|history\\)|\\temporary asp\.net files\\|\\rpcproxy\\|\\certsrv\\|\\windows\\web\\(?:rdweb|powershellwebaccess)\\|\\adfs\\(?:[^\\]+\\){0,6}(?:script|theme|ls)\\|\\asp\.netwebadminfiles\\|\\web server extensions\\|\\aspnet_client\\/;

const ODD_PLACE =
  /^[a-z]:\\(?:programdata|users\\public|users\\all users|windows\\temp|perflogs|\$recycle\.bin|program files(?: \(x86\))?\\common files|temp|tmp|windows\\(?:debug|help|tasks|tracing|fonts|media|addins))\\|\\appdata\\local\\temp\\/;

const PE_PLACE =
  /\\exchange server\\|\\inetsrv\\|\\windows\\temp\\|^[a-z]:\\te?mp\\|\\appdata\\local\\temp\\|\\assembly\\/;

/** Where Windows, its updates and its package manager put and remove programs all the time, and nothing starts them from. */
const SERVICED_PLACE =
  /^[a-z]:\\(?:windows\\(?:winsxs|softwaredistribution|servicing|installer|assembly\\(?:nativeimages|temp)|ccm|ccmcache|system32\\driverstore|systemapps)|program files\\windowsapps|programdata\\(?:package cache|microsoft\\windows defender))/;

/** By its name, a page or handler that a web server runs, wherever it lies. The name is lower case. */
export function hasServerExtension(name: string): boolean {
  return SERVER_EXTENSION.test(name);
}

/** The extension of a page or handler anywhere in the name. */
export function hidesServerExtension(name: string): boolean {
  return SERVER_EXTENSION_INSIDE.test(name);
}

export function hasWebExtension(name: string): boolean {
  return SERVER_EXTENSION_INSIDE.test(name) || WEB_EXTENSIONS.has(name.slice(name.lastIndexOf('.') + 1));
}

/** Below a folder that IIS serves, compiles into or loads from; by the product's defaults. Lower-case Windows path. */
export function isWebPlace(path: string): boolean {
  return WEB_PLACE.test(path);
}

/** Staging places: rank 3 of WEB-01. */
export function isOddPlace(path: string): boolean {
  return ODD_PLACE.test(path);
}

/** Where programs come and go with every update. Lower-case Windows path. */
export function isServicedPlace(path: string): boolean {
  return SERVICED_PLACE.test(path);
}

/** Where Exchange, IIS and .NET load assemblies and modules from, and temporary folders. */
export function isModulePlace(path: string): boolean {
  return PE_PLACE.test(path);
}

const STATIC_EXTENSIONS = new Set(
  'js mjs css map html htm xml json txt png jpg jpeg gif ico svg woff woff2 ttf eot pdf dll exe config'.split(' '),
);

/** What servers hand out as it is, or keep to themselves, by default: a handler for it does not make every such file a page. */
export function isServedStatically(extension: string): boolean {
  return STATIC_EXTENSIONS.has(extension);
}
