import type { Expression } from '../../../formats/code/syntax.js';
import { walkExpressions } from '../../../formats/code/walk.js';
import type { WebContent } from '../../../formats/views/web-content.js';

/** Members and functions by which pages ask who is signed in. */
const ASKS =
  /^(?:isauthenticated|isinrole|isuserinrole|requireauthenticateduser|requireroles|currentusername|getrolesforuser|logonuseridentity)$/i;

/** Attributes of handlers and methods by which the framework asks. */
const ASKED_BEFORE = /\bauthorize\b|\bprincipalpermission\b/i;

/** Server variables that say who is signed in. */
const SIGNED_IN = /^(?:auth_user|logon_user|remote_user)$/i;

/**
 * Whether a page asks who is signed in, by what the server knows of it or by something that another page keeps in the session. What the
 * page itself puts there is its own password.
 */
export function asksWhoIsSignedIn({ code }: WebContent): boolean {
  const kept = new Set<string>();
  const asked = new Set<string>();
  let asks = false;
  for (const { unit } of code) {
    asks ||= unit.methods.some(({ attributes }) => attributes.some((text) => ASKED_BEFORE.test(text)));
    walkExpressions(unit, (expression) => {
      if (expression.kind === 'member' || expression.kind === 'name') asks ||= ASKS.test(expression.name);
      if (expression.kind === 'string') asks ||= SIGNED_IN.test(expression.value);
      const key = sessionKey(expression);
      if (key !== null) asked.add(key);
      const target = expression.kind === 'assign' ? sessionKey(expression.target) : null;
      if (target !== null) kept.add(target);
      return !asks;
    });
  }
  return asks || [...asked].some((key) => !kept.has(key));
}

/** `Session["key"]`, `Session("key")`, `context.Session["key"]` */
function sessionKey(expression: Expression): string | null {
  if (expression.kind !== 'index' && expression.kind !== 'call') return null;
  const holder = expression.kind === 'index' ? expression.object : expression.callee;
  const [key] = expression.args;
  const isSession =
    (holder.kind === 'name' || holder.kind === 'member') &&
    holder.name.toLowerCase() === 'session' &&
    key?.kind === 'string';
  return isSession ? key.value.toLowerCase() : null;
}
