import { iisKnownGood } from '../iis-known-good.js';
import { claimedAddOn } from '../add-ons.js';
import type { Reach } from './file-role.js';
import { parseManagedType, typeOrigin } from './managed-type.js';
import { CONTEXT, grave, REVIEW, UNUSUAL, type Weight } from './weight.js';

/** Where a managed module or handler is set. */
export interface TypePlace {
  readonly reach: Reach;
  /** Measured by what Exchange ships. */
  readonly onExchange: boolean;
}

export type WeighedType = Weight & {
  readonly message: 'foreign' | 'claimed' | 'impostor' | 'unlisted' | 'unresolved';
};

/** Weighs the type of a managed module or handler. Null for what the product or .NET has. */
export function weighManagedType(text: string, { reach, onExchange }: TypePlace): WeighedType | null {
  const origin = typeOrigin(text);
  if (origin === 'known') return null;
  const { className, assembly } = parseManagedType(text);
  const posing = /^Microsoft\.Exchange\./.test(className) || /^Microsoft\.Exchange\./.test(assembly ?? '');
  if (onExchange) {
    const severity = reach === 'server' || reach === 'front' ? 'critical' : 'high';
    switch (origin) {
      case 'framework':
        return null;
      case 'unresolved':
        return { message: 'unresolved', ...REVIEW };
      // A token in a type is what the file says, not a signature: the product does not have the class.
      case 'microsoft':
        return { message: 'unlisted', ...(posing ? REVIEW : CONTEXT) };
      case 'impostor':
        return { message: 'impostor', ...grave(severity) };
      case 'foreign':
        // Whose it is can be asked; what it does, where its assembly was collected, is judged by its code.
        return assembly !== null && claimedAddOn(className, assembly) !== null
          ? { message: 'claimed', ...REVIEW }
          : { message: 'foreign', ...grave(severity) };
    }
  }
  switch (origin) {
    case 'framework':
      return null;
    case 'microsoft':
      // Its own places have Exchange's classes, no other place has a use for one.
      return posing ? { message: 'unlisted', ...REVIEW } : null;
    case 'unresolved':
      return { message: 'unresolved', ...(/^System\./.test(className) ? REVIEW : UNUSUAL) };
    case 'impostor':
      return posing ? { message: 'impostor', ...REVIEW } : weighImpostor(text, reach);
    case 'foreign':
      // Every application of the server runs what is set for all of them.
      return { message: 'foreign', ...(reach === 'server' ? REVIEW : CONTEXT) };
  }
}

/** Where Exchange is not. The gravest is set for all applications, under a name of .NET's own, without the key that all of .NET has. */
function weighImpostor(text: string, reach: Reach): WeighedType {
  const { assembly, isUnsigned } = parseManagedType(text);
  if (reach !== 'server') return { message: 'foreign', ...CONTEXT };
  const posesAsFramework = isUnsigned && /^System\./.test(assembly ?? '');
  return posesAsFramework ? { message: 'impostor', ...grave('high') } : { message: 'foreign', ...REVIEW };
}

/** Classes that a module of the product has by its name in `<modules>`; undefined for names that it does not have. */
export function classesOfModule(name: string): readonly string[] | undefined {
  const { modules } = iisKnownGood();
  return (Object.hasOwn(modules, name) ? modules[name] : undefined)?.map((known) => parseManagedType(known).className);
}
