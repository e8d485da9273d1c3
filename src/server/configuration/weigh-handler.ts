import { attribute, type XmlElement } from '../../formats/xml/xml-document.js';
import { addOnOfProgram } from '../add-ons.js';
import { iisKnownGood } from '../iis-known-good.js';
import { type FolderTrust, folderTrust } from './folder-trust.js';
import { parseManagedType } from './managed-type.js';
import type { ServerPaths } from './server-paths.js';
import { type TypePlace, weighManagedType } from './weigh-managed-type.js';
import { CONTEXT, grave, REVIEW, UNUSUAL, type Weight } from './weight.js';

/** One request handler as configuration writes it. */
export interface HandlerMapping {
  readonly path: string;
  readonly verb: string;
  readonly type: string;
  readonly modules: string;
  /** Canonical; empty where none is given. */
  readonly program: string;
  /** What follows the program, `|` and all. */
  readonly options: string;
}

/** Reads the attributes of an `<add>` of handlers, of IIS or of ASP.NET. */
export function mappingOf(element: XmlElement, paths: ServerPaths): HandlerMapping {
  const own = (name: string) => attribute(element, name) ?? '';
  const [program = '', ...options] = own('scriptProcessor').replaceAll('"', '').split('|');
  return {
    path: own('path'),
    verb: own('verb'),
    type: own('type'),
    modules: own('modules'),
    program: program === '' ? '' : paths.canonical(program),
    options: options.join('|'),
  };
}

export type WeighedHandler = Weight & {
  readonly message: 'command' | 'static-runs' | 'foreign' | 'remapped' | 'unlisted' | 'unresolved';
};

/** Programs that run whatever the request tells them. */
const COMMAND =
  /(?:^|\\)(?:cmd|powershell|pwsh|cscript|wscript|rundll32|regsvr32|mshta|bash|certutil|msbuild|installutil)\.exe\b/;
/** Whether a command runs whatever it is given; lower case. */
export function isShell(command: string): boolean {
  return COMMAND.test(command) || /^(?:cmd|powershell|pwsh)(?:\s|$)/.test(command);
}

const INTERPRETER = /(?:^|\\)(?:python\w*|perl|ruby|node)\.exe\b/;

/** Options of PHP that put code before every page or take it from the request line. */
const CODE_OPTION = /auto_(?:prepend|append)_file|allow_url_include|\s-r\s/i;

/** Extensions that a browser gets as they are. On such a path nothing should run. */
const STATIC =
  /\.(?:gif|jpe?g|png|bmp|ico|svg|webp|css|js|map|html?|txt|log|json|md|pdf|zip|woff2?|ttf|eot|eml|tmp|dat|bak|config|mp[34]|docx?|xlsx?)$/i;
/** Of those, what applications make on the fly under a static name. */
const OFTEN_MADE = /\.(?:html?|js|css|json|xml|map|pdf|zip|docx?|xlsx?|svg)$|^[^*]{0,200}$/i;

/** What hands a file's content to a compiler or script engine, or a request to a program. */
const ENGINE =
  /(?:PageHandlerFactory|SimpleHandlerFactory|WebServiceHandlerFactory|ScriptHandlerFactory|RazorHandler)$/;
const ENGINE_FILE = /\\(?:aspnet_isapi|asp|iisfcgi|cgi|ssinc)\.(?:dll|exe)\b/;

/** Scripts that ASP.NET and classic ASP run anyway once their feature is there, and what Windows maps with it. */
const OWN_EXTENSION =
  /\.(?:aspx|ashx|asmx|asp|asa|cer|cdx|axd|svc|soap|rem|(?:cs|vb)html?|xamlx|rules|xoml|aspq|stm|shtml?)$|^\*\.(?:exe|cgi|)$/i;

const ELSEWHERE: Readonly<Record<FolderTrust, Weight>> = {
  system: REVIEW,
  exchange: REVIEW,
  web: UNUSUAL,
  writable: REVIEW,
  remote: REVIEW,
  odd: UNUSUAL,
  vendor: CONTEXT,
};

/** Weighs what answers a path, by what it does, what it is and where it lies. Null for what the product or Windows sets up. */
export function weighHandler(mapping: HandlerMapping, place: TypePlace): WeighedHandler | null {
  const { path, type, program, options } = mapping;
  if (COMMAND.test(program) || program.startsWith('\\\\')) return { message: 'command', ...grave('critical') };
  if (CODE_OPTION.test(options)) return { message: 'command', ...grave('high') };
  const { onExchange, reach } = place;
  if (INTERPRETER.test(program) && onExchange) return { message: 'command', ...grave('critical') };
  const runs = runsFiles(mapping);
  if (runs && STATIC.test(path)) {
    if (onExchange) return { message: 'static-runs', ...grave('critical') };
    return { message: 'static-runs', ...(OFTEN_MADE.test(path) ? UNUSUAL : grave('high')) };
  }
  if (isKnownHandler(mapping)) return null;
  const severity = path === '*' || reach === 'server' || reach === 'front' ? 'critical' : 'high';
  if (program !== '' && !ENGINE_FILE.test(program)) {
    const trust = folderTrust(program);
    const addOn = addOnOfProgram(program);
    if (addOn !== null && !(trust === 'writable' || trust === 'remote')) {
      // A part of Windows that lies where Windows has it: Outlook Anywhere brings one.
      const known = addOn.sure === 'windows' && trust === 'system' ? UNUSUAL : REVIEW;
      return { message: 'foreign', ...(onExchange ? known : CONTEXT) };
    }
    return {
      message: 'foreign',
      ...(!onExchange ? ELSEWHERE[trust] : trust === 'vendor' ? grave('high') : grave(severity)),
    };
  }
  if (type !== '') {
    const weighed = weighManagedType(type, place);
    if (weighed && !(weighed.message === 'unlisted' && runs)) {
      const message = weighed.message === 'impostor' || weighed.message === 'claimed' ? 'foreign' : weighed.message;
      const everywhere = onExchange && path === '*' && weighed.severity === 'high';
      return { ...weighed, message, ...(everywhere ? grave('critical') : {}) };
    }
  }
  if (!runs) return null;
  // A script engine on its own extension comes with a Windows feature; on any other it was put there.
  if (OWN_EXTENSION.test(path)) return onExchange ? { message: 'remapped', ...UNUSUAL } : null;
  return onExchange ? { message: 'remapped', ...grave('high') } : { message: 'remapped', ...UNUSUAL };
}

function runsFiles({ type, program, modules }: HandlerMapping): boolean {
  return (
    ENGINE.test(parseManagedType(type).className) ||
    ENGINE_FILE.test(program) ||
    /\\php[\w-]{0,10}\.(?:exe|dll)$/.test(program) ||
    /\b(?:Fast)?CgiModule\b/.test(modules)
  );
}

function isKnownHandler({ path, verb, type, modules, program }: HandlerMapping): boolean {
  const { className, assembly } = parseManagedType(type);
  const target = type === '' ? modules : assembly === null ? className : `${className}, ${assembly}`;
  // Setup of some versions lets Autodiscover take OPTIONS as well.
  const verbs = [verb, verb.replace(/,OPTIONS$/, '')];
  const { handlers } = iisKnownGood();
  if (verbs.some((verbsOf) => handlers.includes([path, verbsOf, target, program].join('|')))) return true;
  // IIS writes these when it moves a folder of Exchange from the classic pipeline.
  if (
    path === '*.xml' &&
    modules === 'IsapiModule' &&
    /^%windir%\\microsoft\.net\\framework64?\\v4[^\\]*\\aspnet_isapi\.dll$/.test(program)
  )
    return true;
  return (
    /^(?:StaticFileModule|DefaultDocumentModule|DirectoryListingModule|ProtocolSupportModule|,|\s)+$/.test(modules) &&
    type === '' &&
    program === ''
  );
}
