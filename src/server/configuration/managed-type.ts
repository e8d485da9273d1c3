import { isMicrosoftToken } from '../../formats/pe/strong-name.js';
import { iisKnownGood } from '../iis-known-good.js';

/** A .NET type as configuration names it: `Namespace.Class, Assembly, Version=…, Culture=…, PublicKeyToken=…`. */
export interface ManagedType {
  readonly className: string;
  /** Null where only the class is named: ASP.NET looks for it in every assembly that it has loaded. */
  readonly assembly: string | null;
  /** Lower case; null where none is given. */
  readonly token: string | null;
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
  };
}

/**
 * `known`: shipped in this very form. `microsoft`: named and signed as Microsoft's, yet not on record, as in an update that the
 * record does not cover. `impostor`: a name like Microsoft's without Microsoft's signature. `foreign`: anything else.
 */
export function typeOrigin(text: string): 'known' | 'microsoft' | 'impostor' | 'foreign' {
  const type = parseManagedType(text);
  const { types, assemblies } = knownTypes();
  if (types.has(`${type.className}, ${type.assembly ?? ''}`)) return 'known';
  const vendors = /^(?:Microsoft|System)\./;
  if (!vendors.test(type.className) && !vendors.test(type.assembly ?? '')) return 'foreign';
  if (!vendors.test(type.className)) return 'impostor';
  if (type.token !== null) return isMicrosoftToken(type.token) ? 'microsoft' : 'impostor';
  // Without an assembly, or with one that ships, the class comes from what ships or is not found at all.
  if (type.assembly !== null)
    return assemblies.has(type.assembly) || /^System\./.test(type.assembly) ? 'microsoft' : 'impostor';
  return /^System\./.test(type.className) ? 'microsoft' : 'impostor';
}

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
