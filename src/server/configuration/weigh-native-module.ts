import { fileNameOf } from '../../platform/windows-path.js';
import { addOnOfModule, moduleNamesOf, windowsModules } from '../add-ons.js';
import { iisKnownGood } from '../iis-known-good.js';
import { type FolderTrust, folderTrust } from './folder-trust.js';
import { CONTEXT, grave, REVIEW, UNUSUAL, type Weight } from './weight.js';

export type WeighedModule = Weight & {
  readonly message: 'foreign' | 'repointed' | 'renamed' | 'lookalike' | 'optional' | 'add-on';
  readonly data: Readonly<Record<string, string>>;
};

/** On a server with Exchange, whose only native modules are on record. */
const ON_EXCHANGE: Readonly<Record<FolderTrust, Weight>> = {
  system: grave('critical'),
  exchange: grave('critical'),
  web: grave('critical'),
  writable: grave('critical'),
  remote: grave('critical'),
  odd: grave('high'),
  vendor: REVIEW,
};

/** Elsewhere products bring their own; what lies among the files of Windows or where everybody writes does not. */
const ELSEWHERE: Readonly<Record<FolderTrust, Weight>> = {
  // No alibi, and no proof: installers of products put theirs beside the files of IIS, too.
  system: { ...grave('high'), confidence: 'moderate' },
  exchange: grave('high'),
  web: REVIEW,
  writable: grave('critical'),
  remote: grave('critical'),
  odd: REVIEW,
  vendor: UNUSUAL,
};

/**
 * Weighs a native module by its name and canonical image: the product's record, the features and add-ons that servers have, then
 * where the image lies and whether its name is made to be passed over. Null for what belongs there.
 */
export function weighNativeModule(name: string, image: string, onExchange: boolean): WeighedModule | null {
  const known = iisKnownGood().globalModules;
  const expected = Object.hasOwn(known, name) ? known[name] : undefined;
  if (expected?.includes(image)) return null;
  const addOn = addOnOfModule(name, image);
  if (addOn !== null) {
    if (!onExchange && addOn.sure === 'windows') return null;
    const message = addOn.sure === 'windows' ? 'optional' : 'add-on';
    const unusual = addOn.worthNoting || addOn.sure === 'claim' || addOn.sure === 'vendor';
    return { message, data: { product: addOn.name }, ...(onExchange && unusual ? UNUSUAL : CONTEXT) };
  }
  if (expected) return { message: 'repointed', data: { expected: expected.join(' or ') }, ...grave('critical') };
  const names = [...moduleNamesOf(image), ...Object.keys(known).filter((other) => known[other]?.includes(image))];
  // A second name for a module of Windows lets it be taken away under the first; administrators give their own names, too.
  if (names.length > 0) {
    const weight = onExchange ? grave('high') : REVIEW;
    return { message: 'renamed', data: { expected: [...new Set(names)].join(' or ') }, ...weight };
  }
  const trust = folderTrust(image);
  const alike = trust === 'vendor' ? null : likenessOf(name, image);
  if (alike !== null) return { message: 'lookalike', data: { expected: alike }, ...grave('critical') };
  // Products that are installed into IIS lie beside its files, none lies bare among those of Windows.
  if (trust === 'system' && !image.includes('\\inetsrv\\'))
    return { message: 'foreign', data: {}, ...grave('critical') };
  if (!onExchange && OF_MICROSOFT.test(image)) return { message: 'foreign', data: {}, ...REVIEW };
  return { message: 'foreign', data: {}, ...(onExchange ? ON_EXCHANGE : ELSEWHERE)[trust] };
}

/** Folders whose names pass for Microsoft's: its own add-ons are on record, and another vendor has a folder of its own name. */
const OF_MICROSOFT =
  /^[a-z]:\\program files(?: \(x86\))?\\(?:[^\\]*\.dll$|(?:common files\\(?:microsoft shared|system|services)|iis|internet explorer|modifiablewindowsapps|msbuild|reference assemblies|windows[ .\w-]{0,40}|windowsapps)\\)/;

/** What a reader would take a name or file for: one of Windows but for a letter, a number or a version after it. IIS-16. */
function likenessOf(name: string, image: string): string | null {
  const modules = [
    ...Object.entries(iisKnownGood().globalModules).map(([known, images]) => [known, images[0] ?? ''] as const),
    ...windowsModules(),
  ];
  const file = fileOf(image);
  for (const [known, path] of modules) {
    if (isLike(name.toLowerCase(), known.toLowerCase())) return known;
    const shipped = fileOf(path);
    if (file === shipped || (shipped.length > 6 && isLike(file, shipped))) return path;
  }
  return null;
}

function fileOf(path: string): string {
  return fileNameOf(path).replace(/\.dll$/, '');
}

function isLike(text: string, known: string): boolean {
  if (text === known) return false;
  if (text.startsWith(known)) return /^[-_.]?(?:v?\d{1,2}|x64|x86|ex|64|32|bit)+$/.test(text.slice(known.length));
  return known.length > 8 && isOneEditAway(text, known);
}

/** One character more, less or other. */
function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return Math.max(a.length, b.length) - start - end <= 1;
}
