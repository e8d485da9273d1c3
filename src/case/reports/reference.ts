import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../../docs/reference/', import.meta.url);

/** An item of the reference: what a rule, detector or finding says that it is about. */
export interface ReferenceItem {
  /** `IIS-01` */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** In the order of the page: what it looks like, what is normal, what is not seen, what looks for it. */
  readonly parts: readonly { readonly name: string; readonly text: string }[];
}

/** Every item of `docs/reference/`, by page and number. */
export function referenceItems(): readonly ReferenceItem[] {
  return readdirSync(folder)
    .filter((name) => /^[a-z]+\.md$/.test(name))
    .sort()
    .flatMap((name) => itemsOf(readFileSync(new URL(name, folder), 'utf8').replaceAll('\r\n', '\n')));
}

function itemsOf(page: string): ReferenceItem[] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = '', ...blocks] = section.trim().split(/\n\n+/);
      const [id = '', ...title] = heading.split(' ');
      const parts = [...section.matchAll(/^- ([^:\n]+): ([^\n]*(?:\n {2}[^\n]*)*)/gm)];
      return {
        id,
        title: title.join(' '),
        description: oneLine(blocks.filter((block) => !block.startsWith('- ')).join(' ')),
        parts: parts.map(([, name = '', text = '']) => ({ name, text: oneLine(text) })),
      };
    });
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('`', '').trim();
