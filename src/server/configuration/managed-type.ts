import { isMicrosoftToken } from '../../formats/pe/strong-name.js';
import { iisKnownGood } from '../iis-known-good.js';

/** A .NET type as configuration names it: `Namespace.Class, Assembly, Version=…, Culture=…, PublicKeyToken=…`. */
export interface ManagedType {
  readonly className: string;
  /** Null where only the class is named: ASP.NET looks for it in every assembly that it has loaded. */
  readonly assembly: string | null;
  /** Lower case; null where none is given. */
  readonly token: string | null;
  /** It says itself that its assembly has no key. */
  readonly isUnsigned: boolean;
}

export function parseManagedType(text: string): ManagedType {
  let depth = 0;
  let end = text.length;
  for (const [i, character] of [...text.slice(0, 4096)].entries()) {
    if (character === '[') depth++;
    else if (character === ']') depth--;
    else if (character === ',' && depth === 0) {
      end = i;
      break;
    }
  }
  const rest = text.slice(end + 1);
  return {
    className: text.slice(0, end).trim(),
    assembly: rest.split(',')[0]?.trim() || null,
    token: /PublicKeyToken\s?=\s?([0-9a-f]{16})/i.exec(rest)?.[1]?.toLowerCase() ?? null,
    isUnsigned: /PublicKeyToken\s?=\s?null/i.test(rest),
  };
}

/**
 * `known`: shipped in this very form. `framework`: a class that .NET or IIS has, beside those on record. `microsoft`: named and
 * keyed as Microsoft's, yet not on record, as in an update that the record does not cover; the key stands in the text, and proves
 * nothing. `unresolved`: named as a part of the system, without an assembly and unknown to it, so that it is looked for in `bin`
 * and `App_Code`. `impostor`: a name like Microsoft's with an assembly that is not. `foreign`: anything else.
 */
export type TypeOrigin = 'known' | 'framework' | 'microsoft' | 'unresolved' | 'impostor' | 'foreign';

export function typeOrigin(text: string): TypeOrigin {
  const type = parseManagedType(text);
  const { types, assemblies } = knownTypes();
  if (types.has(`${type.className}, ${type.assembly ?? ''}`)) return 'known';
  const vendors = /^(?:Microsoft|System)\./;
  if (!vendors.test(type.className) && !vendors.test(type.assembly ?? '')) return 'foreign';
  if (!vendors.test(type.className)) return 'impostor';
  if (type.assembly === null) return FRAMEWORK_CLASS.test(type.className) ? 'framework' : 'unresolved';
  if (type.isUnsigned || (type.token !== null && !isMicrosoftToken(type.token))) return 'impostor';
  if (FRAMEWORK_ASSEMBLY.test(type.assembly) && FRAMEWORK_CLASS.test(type.className)) return 'framework';
  if (type.token !== null) return 'microsoft';
  return assemblies.has(type.assembly) || /^System\./.test(type.assembly) ? 'microsoft' : 'impostor';
}

/** Assemblies that .NET and IIS put into the global cache, where no other can take their name. */
const FRAMEWORK_ASSEMBLY =
  /^(?:System\.(?:Web(?:\.(?:Services|Extensions|Mobile|DynamicData|Routing|Entity|ApplicationServices|DataVisualization))?|ServiceModel(?:\.Activation)?|Runtime\.Remoting|Xaml\.Hosting|Data\.Services|IdentityModel(?:\.Services)?|WorkflowServices)|Microsoft\.Web\.Administration)$/;

/** Classes of those assemblies that configuration names: handlers, modules and what compiles pages. */
const FRAMEWORK_CLASS =
  /^System\.(?:Web\.(?:Util\.(?:HttpEncoder|RequestValidator)|Security\.AntiXss\.AntiXssEncoder|UI\.(?:Page|UserControl|MasterPage|PageHandlerFactory|SimpleHandlerFactory|DataVisualization\.Charting\.ChartHttpHandler|MobileControls\.\w{1,60}|WebControls\.\w{1,60})|Handlers\.(?:AssemblyResourceLoader|ScriptModule|ScriptResourceHandler|TraceHandler|TransferRequestHandler|WebAdminHandler)|Services\.(?:Protocols|Discovery|Description)\.\w{1,60}|Script\.Services\.(?:ScriptHandlerFactory|RestHandlerFactory)|SessionState\.(?:SessionStateModule|IReadOnlySessionState)|Security\.(?:AnonymousIdentification|DefaultAuthentication|FileAuthorization|FormsAuthentication|PassportAuthentication|RoleManager|UrlAuthorization|WindowsAuthentication)Module|Caching\.OutputCacheModule|Profile\.ProfileModule|Routing\.UrlRouting(?:Module|Handler)|UrlMappingsModule|HttpForbiddenHandler|HttpNotFoundHandler|HttpMethodNotAllowedHandler|HttpNotImplementedHandler|StaticFileHandler|DefaultHttpHandler|Compilation\.\w{1,60}BuildProvider|Compilation\.\w{1,60}ExpressionBuilder|Mobile\.\w{1,60}|DynamicData\.\w{1,60}|ClientServices\.\w{1,60})|ServiceModel\.Activation\.(?:HttpHandler|HttpModule|ServiceHttpHandlerFactory|ServiceHttpModule|ServiceBuildProvider)|Runtime\.Remoting\.Channels\.Http\.HttpRemotingHandlerFactory|Xaml\.Hosting\.XamlHttpHandlerFactory|Data\.Services\.\w{1,60}|IdentityModel\.Services\.(?:WSFederationAuthenticationModule|SessionAuthenticationModule|ClaimsAuthorizationModule)|IdentityModel\.\w{1,60}Module)$/;

let cached: { readonly types: ReadonlySet<string>; readonly assemblies: ReadonlySet<string> } | null = null;

function knownTypes() {
  if (cached === null) {
    const types = iisKnownGood().types.map(parseManagedType);
    cached = {
      types: new Set(types.map(({ className, assembly }) => `${className}, ${assembly ?? ''}`)),
      assemblies: new Set(types.flatMap(({ assembly }) => (assembly === null ? [] : [assembly]))),
    };
  }
  return cached;
}
