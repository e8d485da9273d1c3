import { createHash } from 'node:crypto';
import { readArtifact } from '../../collection/opening/open-artifact.js';
import { createWebContent } from '../../formats/views/web-content.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import { analyseBehaviour, setBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { NO_HALVES } from '../../signatures/behaviour/pages/halves-of-page.js';
import { type JoinedPart, joinPages } from '../../signatures/behaviour/pages/join-pages.js';
import { runDetectors } from '../run-detectors.js';
import { contentOf, hintOf, type Examiner, type FileExamination } from './examine-file.js';
import type { JoinedPage } from './messages.js';

/** Bytes that are read of one file: code is not read beyond that. */
const MAXIMUM_READ = 4 << 20;

/** Says what a page does together with the files that it takes in, and with none of them alone. Never throws for what is wrong with them. */
export async function examineJoined(
  { detectors, contextOf, contents }: Examiner,
  { artifact, parts }: JoinedPage,
): Promise<FileExamination> {
  const began = performance.now();
  const { collectedPath: path, host } = artifact;
  const notes: CoverageNote[] = [];
  const page = await beginningOf(artifact, notes);
  const sha256 = hashOf(page);
  const content = contentOf(artifact, page);
  // Other pages may take it in as it is alone.
  setBehaviour(content, analyseBehaviour(contents.of(keyOf(artifact, sha256), () => contentOf(artifact, page))));
  const joined: JoinedPart[] = [];
  for (const { artifact: part, branches, keeps } of parts) {
    const bytes = await beginningOf(part, notes);
    const key = keyOf(part, hashOf(bytes));
    const own = contents.of(key, () => contentOf(part, bytes));
    const isScript = branches === null && own.document === null && !keeps;
    const language = /\.js$/i.test(part.collectedPath) ? 'jscript' : (content.code[0]?.language ?? 'vbscript');
    const { extension } = own;
    const read = isScript
      ? contents.of(`${key}\0${language}`, () => createWebContent(bytes, { extension, language }))
      : own;
    joined.push({ content: read, path: part.collectedPath, branches, isUntold: isScript, ...(keeps ? { keeps } : {}) });
  }
  for (const limit of joinPages(content, joined).limits) {
    const message = `Together with the files that it takes in: ${limit}`;
    notes.push({ code: 'limit-reached', message, path, host, incomplete: true });
  }
  const detections = [];
  const input = { class: 'web-content', value: content, artifact, host };
  for (const made of runDetectors(detectors, [input], contextOf)) {
    if ('code' in made) notes.push(made);
    else detections.push({ detector: made.detector.id, detection: made.detection });
  }
  return {
    report: {
      artifact: artifact.id,
      sha256,
      size: page.length,
      quoting: null,
      references: [],
      referencesCut: false,
      halves: NO_HALVES,
      yara: [],
      detections,
    },
    notes,
    milliseconds: performance.now() - began,
  };
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The path says how the bytes are read. */
function keyOf(artifact: Artifact, sha256: string): string {
  const { extension, isCompiledPage } = hintOf(artifact);
  return [sha256, extension, isCompiledPage].join('\0');
}

async function beginningOf(artifact: Artifact, notes: CoverageNote[]): Promise<Buffer> {
  const { bytes, notes: told } = await readArtifact(artifact, MAXIMUM_READ);
  notes.push(...told);
  return bytes;
}
