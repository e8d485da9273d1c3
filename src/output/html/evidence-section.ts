import type { NamedEvidence, Report } from '../../model/finding.js';
import { byteText, countText } from '../quantities.js';
import { html, type Markup } from './markup.js';
import { more, shown } from './report-sections.js';

const SHOWN_FILES = 2_000;

const PROBLEMS: Readonly<Record<NonNullable<NamedEvidence['files'][number]['problem']>, string>> = {
  changed: 'none: it changed after it was read',
  unreadable: 'none: it could not be read once more',
  interrupted: 'none: the hunt was stopped',
  remembered: 'no longer there; as an earlier sweep read it',
};

/** What the report rests on, to be checked by hand. */
export function evidenceSection({ evidence }: Report): Markup | null {
  if (evidence === undefined || evidence.files.length === 0) return null;
  const { files, archives } = evidence;
  const row = ({ path, size, sha256, problem }: NamedEvidence['archives'][number], host: string | null) =>
    html`<tr><td>${host ?? ''}</td><td><code>${shown(path)}</code></td><td class="number">${byteText(size)}</td><td><code>${sha256 ?? ''}</code>${problem === undefined ? null : html` <span class="faint">${PROBLEMS[problem]}</span>`}</td></tr>`;
  const rows = [
    ...archives.slice(0, SHOWN_FILES).map((archive) => row(archive, null)),
    ...files.slice(0, SHOWN_FILES).map((file) => row(file, file.host)),
  ];
  return html`<section id="evidence"><h2>Evidence</h2><p>Files that findings, steps and notes name, and archives that hold them. <code>afterpatch verify</code> checks them against the collection.</p><details><summary>${countText(files.length, 'file')}${archives.length === 0 ? '' : `, ${countText(archives.length, 'archive')}`}</summary><table class="wide"><thead><tr><th scope="col">Server</th><th scope="col">File in the collection</th><th scope="col">Size</th><th scope="col">SHA-256</th></tr></thead><tbody>${rows}</tbody></table>${more(Math.max(files.length, archives.length) - SHOWN_FILES, 'file')}</details></section>`;
}
