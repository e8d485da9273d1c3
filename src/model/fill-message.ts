import type { MessageData } from './detector.js';

/** Fills placeholders. The noun right after a number is in the plural in templates: one of them is `1 request`. */
export function fillMessage(template: string, data: MessageData): string {
  return template.replace(
    /\{(\w+)\}(?: (?!has\b|is\b|was\b)([a-z]+)s\b)?/g,
    (placeholder: string, name: string, noun?: string) => {
      const value = data[name];
      if (value === undefined) return placeholder;
      const text = Array.isArray(value) ? value.join(', ') : String(value);
      return noun === undefined ? text : `${text} ${noun}${value === 1 ? '' : 's'}`;
    },
  );
}
