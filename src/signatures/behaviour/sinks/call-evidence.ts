import type { ServerCode } from '../../../formats/aspx/server-code.js';
import type { WebContent } from '../../../formats/views/web-content.js';
import type { ContentEvidence } from '../../../model/finding.js';
import { safeText } from '../../../platform/safe-text.js';
import type { Behaviour } from '../analyse-behaviour.js';
import type { SinkCall } from './sink-call.js';
import type { Place, Taint } from '../values/value.js';

/** Characters of code shown of one place. */
const MAXIMUM_SHOWN = 160;

/** Where the data comes from, what it goes through and where it ends, in the original file. The way ends at `main`, or at what says where a file goes. */
export function callEvidence(
  content: WebContent,
  behaviour: Behaviour,
  call: SinkCall,
  path: string | null,
): ContentEvidence[] {
  const taint = call.main.taint ?? call.target?.taint ?? null;
  return [...wayOf(taint), { label: 'sink', place: call.place }].map(({ label, place }) =>
    placeEvidence(content, behaviour, label, place, path, call.nested),
  );
}

function wayOf(taint: Taint | null): { readonly label: string; readonly place: Place }[] {
  if (taint === null) return [];
  return [
    { label: 'source', place: taint.source.place },
    ...taint.steps.map(({ place }) => ({ label: 'step', place })),
  ];
}

/** One place of a file's server code as evidence. */
export function placeEvidence(
  content: WebContent,
  behaviour: Behaviour,
  label: string,
  place: Place,
  path: string | null,
  nested = false,
): ContentEvidence {
  const code = behaviour.code[place.code];
  const part = behaviour.files?.[place.code];
  const file = part?.content ?? content;
  const offset = code?.text.offsetAt(place.start) ?? 0;
  const end = code?.text.offsetAt(place.end) ?? offset;
  return {
    type: 'content',
    path: part?.path ?? path,
    label,
    offset,
    length: Math.max(0, end - offset),
    ...lineAndColumn(file.bytes, offset),
    text: safeText((code?.text.text.slice(place.start, place.end) ?? '').replace(/\s+/g, ' ').trim(), MAXIMUM_SHOWN),
    view: nested ? 'literals' : viewOfCode(file, code),
  };
}

function viewOfCode(content: WebContent, code: ServerCode | undefined): string {
  const encoded = content.document?.blocks.some((block) => block.encoded && block.language === code?.language);
  if (encoded) return 'plain';
  return content.views.some((view) => view.name === 'text') ? 'text' : 'raw';
}

/** Counted from 1; columns in bytes. */
function lineAndColumn(bytes: Uint8Array, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
}

/** A place of the document, outside of its code, to the end of its line. */
export function positionEvidence(
  content: WebContent,
  label: string,
  start: number,
  path: string | null,
): ContentEvidence {
  const text = content.text;
  const offset = text?.offsetAt(start) ?? 0;
  const shown = text?.text.slice(start, start + MAXIMUM_SHOWN).split(/[\r\n]/)[0] ?? '';
  return {
    type: 'content',
    path,
    label,
    offset,
    length: Math.max(0, (text?.offsetAt(start + shown.length) ?? offset) - offset),
    ...lineAndColumn(content.bytes, offset),
    text: safeText(shown, MAXIMUM_SHOWN),
    view: content.views.some((view) => view.name === 'text') ? 'text' : 'raw',
  };
}
