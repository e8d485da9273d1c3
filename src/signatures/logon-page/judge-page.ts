import type { ClientCode, ClientPage } from '../../formats/client-page/client-page.js';
import { readClientPage } from '../../formats/client-page/read-client-page.js';
import type { Capability, IsHome } from './capability.js';
import { fieldNamesOf } from './field-names.js';
import { followScripts } from './follow-scripts.js';
import { judgeMarkup } from './judge-markup.js';
import { judgeScripts } from './judge-scripts.js';
import { obfuscationOf } from './obfuscation.js';
import type { ScriptEffect } from './script-effect.js';

export interface JudgedPage {
  readonly capabilities: readonly Capability[];
  readonly limits: readonly string[];
}

/** Everything that a logon page can do and the product's own cannot, in the order of the file. */
export function judgePage(page: ClientPage, isHome: IsHome = () => false): JudgedPage {
  const { effects, limits } = followScripts(
    page.scripts.map(({ code }) => code),
    fieldNamesOf(page),
  );
  const capabilities = [
    ...judgeMarkup(page, isHome),
    ...judgeScripts(effects, isHome).map(({ effect, ...rest }) => ({ ...rest, ...placeOf(page, effect) })),
    ...effects.flatMap((effect) => [...markupOf(page, effect, isHome)]),
    ...page.scripts.flatMap((script) => importsOf(script)),
    ...page.scripts.flatMap((script) =>
      obfuscationOf(script.code).map(({ habit, start }) => ({
        ...({ kind: 'obfuscated', severity: 'medium', what: habit, where: '' } as const),
        ...within(script, start, start + 1),
      })),
    ),
  ];
  return { capabilities: capabilities.sort((a, b) => a.start - b.start), limits: [...page.limits, ...limits] };
}

/** Modules of other files: the products' logon scripts are none. */
function importsOf(script: ClientCode): Capability[] {
  const pattern = /(?:^|[;{}()\s,=])import\s{0,9}(?:\(|["'{*]|[\w$]{1,60}\s{1,9}from\b)[^\n;]{0,200}/;
  const found = pattern.exec(script.code);
  if (found === null) return [];
  const where = /["'`]([^"'`]{1,200})/.exec(found[0])?.[1] ?? '';
  const place = within(script, found.index, found.index + found[0].length);
  return [{ kind: 'loaded', severity: 'medium', what: 'import', where, ...place }];
}

/** Markup that a script writes into the page. */
function* markupOf(page: ClientPage, effect: ScriptEffect, isHome: IsHome): Generator<Capability> {
  const isMarkup =
    effect.kind === 'markup' || (effect.kind === 'set' && /^(?:inner|outer)HTML$|^srcdoc$/.test(effect.name));
  if (!isMarkup || effect.text === undefined || !effect.text.includes('<')) return;
  const place = placeOf(page, effect);
  const part = readClientPage(effect.text);
  for (const capability of judgeMarkup(part, isHome)) yield { ...capability, ...place };
  const own = part.scripts.map(({ code }) => code);
  if (own.length === 0) return;
  for (const { effect: _, ...rest } of judgeScripts(followScripts(own, fieldNamesOf(page)).effects, isHome)) {
    yield { ...rest, ...place };
  }
}

function placeOf(page: ClientPage, { script, start, end }: ScriptEffect): { start: number; end: number } {
  const code = page.scripts[script];
  return code === undefined ? { start: 0, end: 0 } : within(code, start, end);
}

function within({ start: at, inAttribute }: ClientCode, start: number, end: number): { start: number; end: number } {
  return inAttribute ? { start: at, end: at + 1 } : { start: at + start, end: at + end };
}
