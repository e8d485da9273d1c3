import type { Severity } from '../../model/finding.js';
import type { Capability, CapabilityKind, IsHome } from './capability.js';
import { isOwnAction } from './judge-markup.js';
import type { ScriptEffect } from './script-effect.js';
import { foreignHost, Trait, TYPED } from './script-value.js';
import { ACTIVE_ELEMENTS, DYNAMIC_NAMES, SENDING_CALLS, SENDING_MEMBERS } from './script-vocabulary.js';

type Found = Omit<Capability, 'start' | 'end'> & { readonly effect: ScriptEffect };

/** Handed on as they are, these hold what was typed. */
const HELD = TYPED | Trait.FIELD | Trait.CONTAINER;
const OPEN = Trait.MAYBE | Trait.UNKNOWN;
/** Members that the products' own scripts set too, to what is theirs. */
const OWN_MEMBERS = /^(?:location|href|cookie|title|name|innerHTML|data|content|url|hash)$/;
/** Ways out that the products' own scripts use, for what is theirs. */
const OWN_CALLS =
  /^(?:open|write|writeln|navigate|postMessage|replace|assign|load|get|put|delete|add|setProperty|request|cookie)$/;
const REQUEST_CALLS = /^(?:send|fetch|sendBeacon|ajax|post|getJSON|setItem|Image|WebSocket|EventSource|open)$/;

/** What the scripts of a logon page can do that the product's cannot. */
export function judgeScripts(effects: readonly ScriptEffect[], isHome: IsHome): Found[] {
  const found: Found[] = [];
  const say = (effect: ScriptEffect, kind: CapabilityKind, severity: Severity, what = effect.name, where = '') =>
    found.push({ effect, kind, severity, what, where });
  const carried = effects.filter((effect) => effect.kind === 'call' && REQUEST_CALLS.test(effect.name));
  const sources = effects.filter((effect) => effect.kind === 'set' && effect.name === 'src');
  const ways = [...carried, ...sources];
  const isUnderstood = ways.length > 0 && ways.every(isPlain);
  const staysHome = ways.length > 0 && ways.every((way) => isAtHome(way, isHome));
  for (const effect of effects) {
    const { kind, name, traits, text } = effect;
    if (kind === 'call') judgeCall(effect, staysHome ? asLow(say) : say);
    else if (kind === 'set') judgeSet(effect, say);
    else if (kind === 'computed') say(effect, 'made', 'medium', 'a call whose name is made up');
    else if (kind === 'made') {
      if (name === '' ? traits & OPEN : /^(?:script|iframe|frame|object|embed|form|link|portal|base)$/.test(name)) {
        const isScript = name === 'script' && staysHome && sources.every((source) => isHome(hostOf(source)));
        say(effect, 'made', isScript && sources.length > 0 ? 'low' : 'medium', `createElement(${name})`);
      } else if (name !== 'input' && name !== 'button' && ACTIVE_ELEMENTS.has(name)) {
        say(effect, 'channel', isUnderstood || staysHome ? 'low' : 'medium', `createElement(${name})`);
      }
    } else if (kind === 'mention') {
      const isDynamic = DYNAMIC_NAMES.has(name) || name === 'prototype' || / of a text$/.test(name);
      if (isDynamic) say(effect, 'made', 'medium');
      else say(effect, 'channel', (isUnderstood || staysHome) && !OUTLIVES.test(name) ? 'low' : 'medium');
    } else if (traits & TYPED) say(effect, 'sent', 'high', name, hostIn(text));
  }
  return found;
}

/** What goes on without the page, or keeps what it gets: where that leads does not stand in the page. */
const OUTLIVES = /^(?:serviceWorker|Worker|SharedWorker|importScripts|RTCPeerConnection|WebTransport)$/;

/** A way out of which it is known that it leads to the company, and that nothing goes along that anybody may have typed. */
function isAtHome(effect: ScriptEffect, isHome: IsHome): boolean {
  const { kind, name, text, traits } = effect;
  if (traits & (HELD | Trait.MAYBE)) return false;
  if (kind === 'call' && /^(?:send|Image)$/.test(name)) return true;
  const host = foreignHost(text);
  if (host !== null) return isHome(host);
  return text !== undefined && /^(?:\/(?![\\/])|[\w.-]{1,100}(?:[/?]|\.\w{2,5}(?:$|\?)))/.test(text);
}

const hostOf = ({ text }: ScriptEffect) => foreignHost(text) ?? '';

/** Of a page whose every way out leads home. */
function asLow(say: Say): Say {
  return (effect, kind, severity, ...rest) =>
    say(effect, kind, kind === 'channel' && severity === 'medium' ? 'low' : severity, ...rest);
}

/** Of an address that names another host, of which nothing stands in the page. */
export const PUT_TOGETHER = 'a host that is put together';

type Say = (effect: ScriptEffect, kind: CapabilityKind, severity: Severity, what?: string, where?: string) => void;

function judgeCall(effect: ScriptEffect, say: Say): void {
  const { name, traits, on, text } = effect;
  const host = foreignHost(text) ?? '';
  const where = host || (text ?? '').slice(0, 80);
  const sends = SENDING_CALLS.has(name) || (on & Trait.SENDS) !== 0;
  const isJquery = /^(?:post|ajax|getJSON|getScript)$/.test(name);
  if (traits & TYPED || (REQUEST_CALLS.test(name) && name !== 'open' && traits & HELD)) {
    say(effect, sends ? 'sent' : 'copied', sends ? 'high' : 'medium', name, where);
  } else if (sends && traits & Trait.MAYBE) say(effect, 'sent', 'medium', name, where);
  else if (isJquery || (sends && !OWN_CALLS.test(name) && traits & OPEN && !(on & Trait.FIELD))) {
    if (/^(?:setAttribute|setAttributeNS|pushState|replaceState|execCommand|register|emit|publish)$/.test(name)) return;
    say(effect, 'channel', traits & OPEN || isJquery ? 'medium' : 'low', name, where);
  }
}

function judgeSet(effect: ScriptEffect, say: Say): void {
  const { name, traits, text, on } = effect;
  const host = foreignHost(text);
  const isSending = SENDING_MEMBERS.has(name) || (on & Trait.SENDS) !== 0;
  if (/^(?:action|formaction)$/i.test(name)) {
    if (host !== null) say(effect, 'retargeted', 'high', name, host);
    else if (text === undefined || !isOwnAction(text)) say(effect, 'retargeted', 'medium', name, text ?? '');
  } else if (name === 'method' && /^get$/i.test(text ?? '')) {
    say(effect, 'sent', 'medium', name);
  } else if (name === 'target' && on & Trait.CONTAINER) {
    say(effect, 'retargeted', 'medium', name, text ?? '');
  } else if (isSending && traits & (TYPED | Trait.MAYBE)) {
    say(effect, 'sent', traits & TYPED ? 'high' : 'medium', name, host === '' ? PUT_TOGETHER : (host ?? ''));
  } else if (traits & TYPED && !(name === 'value' && on & Trait.FIELD)) {
    say(effect, 'copied', 'medium', name);
  } else if (name === 'name' && on & Trait.FIELD) {
    say(effect, 'copied', 'medium', 'another name for the field');
  } else if (isSending && traits & Trait.UNKNOWN && !OWN_MEMBERS.test(name) && host !== null) {
    say(effect, 'channel', 'medium', name, host);
  }
}

function isPlain({ traits }: ScriptEffect): boolean {
  return (traits & (HELD | OPEN)) === 0;
}

function hostIn(text: string | undefined): string {
  return foreignHost(/(?:https?:)?\/\/[^\s"'<>]{1,200}/i.exec(text ?? '')?.[0]) ?? '';
}
