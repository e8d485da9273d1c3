import { closestWord } from '../../../platform/closest-word.js';
import { titleFault } from '../../lint/title-fault.js';
import type { SigmaDocument } from '../ast.js';
import { SIGMA_KEYS } from '../parse-header.js';
import type { Report } from './report.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TAG = /^[a-z0-9_-]+\.[a-z0-9._-]+$/;

export function lintHeaders(documents: readonly SigmaDocument[], report: Report): void {
  const first = { id: new Map<string, SigmaDocument>(), name: new Map<string, SigmaDocument>() };
  for (const document of documents) {
    const { id, level, kind, tags } = document;
    if (id !== null && !UUID.test(id)) {
      const position = document.positions.get('id') ?? document.position;
      report(document, { severity: 'error', code: 'invalid-id', position, message: `The id "${id}" is no UUID.` });
    }
    for (const key of ['id', 'name'] as const) {
      const value = document[key]?.toLowerCase();
      const other = value === undefined ? undefined : first[key].get(value);
      if (other) {
        const message = `The ${key} "${document[key]}" is that of a rule in ${other.path}, too.`;
        report(document, {
          severity: 'error',
          code: `duplicate-${key}`,
          position: document.positions.get(key) ?? document.position,
          message,
        });
      } else if (value !== undefined) first[key].set(value, document);
    }
    const fault = titleFault(document.title);
    if (fault !== null) {
      const position = document.positions.get('title') ?? document.position;
      report(document, { severity: 'warning', code: 'title-form', position, message: `The title ${fault}.` });
    }
    if (level === null && kind !== 'filter') {
      report(document, {
        severity: 'warning',
        code: 'no-level',
        message: 'The rule has no level; it counts as medium.',
      });
    }
    for (const [i, tag] of tags.entries()) {
      if (!TAG.test(tag)) {
        const message = tag.includes('.')
          ? `The tag "${tag}" has an unusual form.`
          : `The tag "${tag}" has no namespace.`;
        report(document, {
          severity: 'warning',
          code: 'tag-form',
          position: document.positions.get('tags') ?? document.position,
          message,
          hint: 'Write it as namespace.value.',
        });
      }
      if (tags.indexOf(tag) !== i) {
        report(document, {
          severity: 'warning',
          code: 'duplicate-tag',
          position: document.positions.get('tags') ?? document.position,
          message: `The tag "${tag}" occurs twice.`,
        });
      }
    }
    for (const key of ['date', 'modified'] as const) {
      const written = document[key];
      if (written === null || !written.includes('/')) continue;
      const message = `The ${key} is written with slashes.`;
      const to = written.replace(/^(\d{4})\/(\d\d?)\/(\d\d?)/, (_, year, month, day) =>
        [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'),
      );
      const position = document.positions.get(key) ?? document.position;
      report(document, {
        severity: 'warning',
        code: 'date-form',
        position,
        message,
        hint: 'Write it as YYYY-MM-DD.',
        fix: { from: written, to },
      });
    }
    for (const key of document.customKeys) {
      const meant = closestWord(key, SIGMA_KEYS);
      if (meant === null) continue;
      const message = `Sigma has no key "${key}".`;
      const position = document.positions.get(key) ?? document.position;
      report(document, {
        severity: 'warning',
        code: 'custom-key',
        position,
        message,
        hint: `Did you mean "${meant}"?`,
      });
    }
    if (document.status === 'deprecated' || document.status === 'unsupported') {
      report(document, { severity: 'info', code: 'old-rule', message: `The rule's status is ${document.status}.` });
    }
  }
}
