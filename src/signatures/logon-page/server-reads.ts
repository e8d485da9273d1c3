import { readClientPage } from '../../formats/client-page/read-client-page.js';
import type { Expression } from '../../formats/code/syntax.js';
import { walkExpressions } from '../../formats/code/walk.js';
import type { WebContent } from '../../formats/views/web-content.js';
import type { Place } from '../behaviour/values/value.js';
import type { Capability } from './capability.js';
import { judgePage } from './judge-page.js';

/** Members of a request that hold what a form sent. The module behind `auth.owa` reads it; no page of Exchange's logon does. */
const FORM_MEMBERS =
  /^(?:form|inputstream|binaryread|getbufferlessinputstream|getbufferedinputstream|params|unvalidated|totalbytes)$/i;
const FIELD_NAME =
  /^(?:password|passwordtext|passwd|pwd|username|authorization|http_authorization|auth_password|(?:old|new)pwd\d?)$/i;

export interface ServerRead {
  readonly capability: Omit<Capability, 'start' | 'end'>;
  readonly place: Place;
}

/** Assemblies that the product's logon pages get their class from. */
const OWN_CLASS =
  /^\s*(?:microsoft\.exchange|system\.web)\.[\w.+]+\s*(?:,\s*(?:microsoft\.exchange|system\.web)[\w.]*\s*(?:,.*)?)?$/i;

/** The class of a page that is none of the product's: its code lies in an assembly, and runs before the form is sent on. */
export function foreignClassOf({ document }: WebContent): string | null {
  for (const { attributes } of document?.directives ?? []) {
    const inherits = attributes.get('inherits')?.trim() ?? '';
    if (inherits !== '' && !OWN_CLASS.test(inherits)) return inherits;
  }
  return null;
}

/** What the server code of a logon page takes out of the form, and the markup that it writes with capabilities of its own. */
export function serverReads({ code }: WebContent): ServerRead[] {
  const found: ServerRead[] = [];
  code.forEach(({ unit }, index) => {
    walkExpressions(unit, (expression) => {
      const place = { code: index, start: expression.start, end: expression.end };
      const what = readOf(expression);
      if (what !== null) {
        found.push({ capability: { kind: 'reads', severity: 'medium', what, where: '' }, place });
        return false;
      }
      const runs = runsElsewhere(expression);
      if (runs !== null)
        found.push({ capability: { kind: 'loaded', severity: 'medium', what: runs, where: '' }, place });
      if (
        expression.kind === 'string' &&
        /<\s?(?:script|iframe|form|base|object|embed|link|img|body)\b/i.test(expression.value)
      ) {
        for (const { start: _, end: __, ...capability } of judgePage(readClientPage(expression.value)).capabilities) {
          found.push({ capability, place });
        }
      }
      return true;
    });
  });
  return found;
}

function readOf(expression: Expression): string | null {
  if (expression.kind === 'member' && FORM_MEMBERS.test(expression.name)) return expression.name;
  const isCall = expression.kind === 'index' || expression.kind === 'call';
  if (!isCall) return null;
  const on = expression.kind === 'index' ? expression.object : expression.callee;
  const [key] = expression.args;
  if (key?.kind === 'string' && FIELD_NAME.test(key.value)) return key.value;
  const name = on.kind === 'name' || on.kind === 'member' ? on.name : '';
  return /^request$/i.test(name) && key !== undefined ? 'request' : null;
}

/** Other pages that are run as part of this one, and filters that see what it writes. */
function runsElsewhere(expression: Expression): string | null {
  if (expression.kind === 'assign' && expression.target.kind === 'member') {
    return /^filter$/i.test(expression.target.name) ? 'Response.Filter' : null;
  }
  if (expression.kind !== 'call' || expression.callee.kind !== 'member') return null;
  const { name } = expression.callee;
  return /^(?:execute|transfer|transferrequest|loadcontrol|rewritepath)$/i.test(name) ? name : null;
}
