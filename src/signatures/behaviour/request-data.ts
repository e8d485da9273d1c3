import type { Origin } from './values/value.js';

/** Members of `HttpRequest` and ASP's `Request` that the client fills. */
const REQUEST_MEMBERS: Readonly<Record<string, Origin>> = {
  form: 'request',
  querystring: 'request',
  params: 'request',
  item: 'request',
  cookies: 'request',
  headers: 'request',
  unvalidated: 'request',
  inputstream: 'request',
  getbufferlessinputstream: 'request',
  getbufferedinputstream: 'request',
  binaryread: 'request',
  body: 'request',
  query: 'request',
  servervariables: 'request',
  getparameter: 'request',
  getparametervalues: 'request',
  getheader: 'request',
  content: 'upload',
  files: 'upload',
  url: 'address',
  rawurl: 'address',
  pathinfo: 'address',
  useragent: 'request',
  urlreferrer: 'request',
  contenttype: 'address',
  userlanguages: 'request',
  accepttypes: 'request',
  clientcertificate: 'address',
};

/** How a member of the request brings data in; undefined where it tells of the server or is a number. */
export function requestMember(name: string): Origin | undefined {
  return Object.hasOwn(REQUEST_MEMBERS, name) ? REQUEST_MEMBERS[name] : undefined;
}

/** Whether the server variable of this name comes from the client. */
function isClientVariable(name: string | undefined): boolean {
  return (
    name === undefined ||
    /^(?:http_|header_|all_|query_string|unencoded_url|content_type|auth_password|auth_user|remote_user)/i.test(name)
  );
}

/** Headers that every request or upload has, or that balancers and Windows add: pages use them to find their own address and who asks. */
const USUAL_HEADERS =
  /^(?:http|header)_(?:host|user_agent|referer|accept\w*|connection|via|content_\w+|bits[-_][\w-]+|client_ip|(?:x_)?forwarded\w*|x_(?:original|rewrite|real|requested|arr|client)_\w+|cf_\w+|if_\w+|cookie|origin|cache_control|pragma|front_end_https|proxy\w*|authorization)$/i;

/** How the server variable of this name brings data in; undefined where it tells of the server. */
export function serverVariable(name: string | undefined): Origin | undefined {
  if (!isClientVariable(name)) return undefined;
  return name !== undefined && /^(?:http|header)_/i.test(name) && !USUAL_HEADERS.test(name) ? 'request' : 'address';
}

/** Types of controls whose content a client posts back. */
export const POSTED_CONTROLS = new Set([
  'textbox',
  'fileupload',
  'htmlinputfile',
  'htmlinputtext',
  'htmlinputhidden',
  'htmlinputcontrol',
  'htmltextarea',
  'htmlinputpassword',
  'hiddenfield',
  'dropdownlist',
  'listbox',
  'htmlselect',
  'textareacontrol',
]);

const CONTROL_MEMBERS = new Set([
  'text',
  'value',
  'innertext',
  'innerhtml',
  'selectedvalue',
  'selecteditem',
  'postedfile',
  'postedfiles',
  'filename',
  'filebytes',
  'filecontent',
  'saveas',
]);

/** How a member of a control brings data in. */
export function controlMember(type: string, name: string): Origin | undefined {
  if (!POSTED_CONTROLS.has(type) || !CONTROL_MEMBERS.has(name)) return undefined;
  return type === 'fileupload' || type === 'htmlinputfile' ? 'upload' : 'control';
}

/** Type of the object that the server makes of an element. */
export function controlType(tag: string, attributes: ReadonlyMap<string, string>): string {
  if (tag.startsWith('asp:')) return tag.slice(4);
  if (tag === 'textarea') return 'htmltextarea';
  if (tag === 'select') return 'htmlselect';
  if (tag === 'input') {
    const type = attributes.get('type')?.toLowerCase() ?? 'text';
    if (type === 'file') return 'htmlinputfile';
    if (type === 'hidden') return 'htmlinputhidden';
    return type === 'text' || type === 'password' ? 'htmlinputtext' : `htmlinput${type}`;
  }
  // `<shop:Filter>` of a class of the site.
  return tag.slice(tag.indexOf(':') + 1);
}

/** Members that are numbers, truth values or descriptions of the server: what they give carries nothing of what the client sent. */
export const HARMLESS_MEMBERS = new Set([
  'length',
  'count',
  'contentlength',
  'totalbytes',
  'size',
  'hasfile',
  'hasfiles',
  'isnullorempty',
  'isnullorwhitespace',
  'contains',
  'containskey',
  'startswith',
  'endswith',
  'indexof',
  'lastindexof',
  'equals',
  'compareto',
  'ispostback',
  'isauthenticated',
  'exists',
  'getlength',
  'instr',
  'instrb',
  'len',
  'lenb',
  'isnumeric',
  'isempty',
  'isnull',
  'isdate',
  'ismatch',
  'tryparse',
  'position',
  'canread',
  'hashcode',
  'gethashcode',
  'computehash',
  'ubound',
  'lbound',
  'strcomp',
  'instrrev',
  'isarray',
  'isobject',
  'vartype',
  'typename',
  'isnothing',
  'isint',
  'isdecimal',
  'isfloat',
  'isdatetime',
  'isbool',
  'asint',
  'asdecimal',
  'asfloat',
  'asdatetime',
  'asbool',
  'lcid',
  'any',
  'all',
  'test',
]);

/** Functions that leave a number, date or identifier of what went in. */
export const SANITISERS = new Set([
  'int.parse',
  'int32.parse',
  'int64.parse',
  'long.parse',
  'short.parse',
  'double.parse',
  'decimal.parse',
  'float.parse',
  'guid.parse',
  'datetime.parse',
  'datetime.parseexact',
  'datetimeoffset.parse',
  'datetimeoffset.parseexact',
  'timespan.parse',
  'bool.parse',
  'boolean.parse',
  'integer.parse',
  'convert.toint32',
  'convert.toint16',
  'convert.toint64',
  'convert.todouble',
  'convert.todecimal',
  'convert.todatetime',
  'convert.toboolean',
  'cint',
  'clng',
  'cdbl',
  'cbool',
  'cdate',
  'parseint',
  'parsefloat',
  'number',
  'enum.parse',
  'formsauthentication.hashpasswordforstoringinconfigfile',
  'md5',
  'ipaddress.parse',
]);

/** Functions of paths that leave the last part only. */
export const NAME_ONLY = new Set([
  'path.getfilename',
  'path.getfilenamewithoutextension',
  'path.getextension',
  'scripting.filesystemobject.getfilename',
  'scripting.filesystemobject.getextensionname',
  'scripting.filesystemobject.getbasename',
]);
