import type { ClientPage } from '../../formats/client-page/client-page.js';
import { Trait } from './script-value.js';

/** Names that the fields and forms of a page go by, as its markup tells them. */
export interface FieldNames {
  readonly passwords: ReadonlySet<string>;
  readonly forms: ReadonlySet<string>;
}

/** ASP.NET writes the names of the controls around it in front. */
const PASSWORD_NAME =
  /^(?:ctl\d{1,3}[_$])?(?:[a-z]{0,20}(?:content|login)[a-z\d]{0,10}[_$]){0,2}(?:txt|tb|inp|i|user|login|logon|current|new|old|confirm)?_?(?:pass(?:word|wd|wort|phrase)?|pwd\d?|passcode|kennwort)(?:_?(?:text|txt|input|field|box|textbox|element|textelement|el|1|2))?$/i;
const FORM_NAME = /^(?:logon|login|lgn|signin|auth)?_?(?:form|frm)\d?$|^(?:logon|login|signin)(?:form|frm)?$/i;

export function fieldNamesOf({ elements }: ClientPage): FieldNames {
  const passwords = new Set<string>();
  const forms = new Set<string>();
  for (const { tag, attributes } of elements) {
    const names = [attributes.get('id'), attributes.get('name')].filter((name) => name !== undefined && name !== '');
    const isPassword = tag === 'input' && attributes.get('type')?.toLowerCase() === 'password';
    for (const name of names) {
      if (isPassword && name !== undefined) passwords.add(name);
      if (tag === 'form' && name !== undefined) forms.add(name);
    }
  }
  return { passwords, forms };
}

/** What an element, variable or member of this name is likely to be; 0 where it is nothing that a password is in. */
export function traitsOfName(name: string, known: FieldNames): number {
  if (known.passwords.has(name) || PASSWORD_NAME.test(name)) return Trait.FIELD;
  return known.forms.has(name) || FORM_NAME.test(name) ? Trait.CONTAINER : 0;
}

/** What a selector, id, name or tag finds. */
export function traitsOfSelector(selector: string, known: FieldNames): number {
  const names = selector.match(/[\w-]{1,100}/g)?.slice(0, 50) ?? [];
  if (names.some((name) => (traitsOfName(name, known) & Trait.FIELD) !== 0)) return Trait.FIELD;
  if (/\b(?:form|input)\b|^\s*[*.]|:(?:input|focus|text)\b/i.test(selector)) return Trait.CONTAINER;
  return names.reduce((traits, name) => traits | traitsOfName(name, known), 0);
}
