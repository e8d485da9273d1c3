import { createHash } from 'node:crypto';
import { type ArtifactStream, openArtifact } from '../../collection/opening/open-artifact.js';
import { withoutSentText } from '../../formats/aspx/without-sent-text.js';
import { createWebContent, type WebContent } from '../../formats/views/web-content.js';
import type { Artifact } from '../../model/artifact.js';
import type { CoverageNote } from '../../model/coverage.js';
import type { AnyDetector, DetectorContext } from '../../model/detector.js';
import type { ContentReport, NamedFile, Quoting, YaraMatch } from '../../model/signature.js';
import { extensionOf } from '../../platform/windows-path.js';
import { analyseAssembly } from '../../signatures/behaviour/analyse-assembly.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { halvesOf, NO_HALVES } from '../../signatures/behaviour/pages/halves-of-page.js';
import { givesOnlyItsOwn } from '../../signatures/fixed-sinks/fixed-sinks.js';
import { logonPageLimits } from '../../signatures/logon-page/analyse-logon-page.js';
import type { CompiledRules, Externals } from '../../signatures/yara/binding.js';
import { runDetectors } from '../run-detectors.js';
import type { ContentsRead } from './contents-read.js';
import { externalsOf } from './externals.js';
import type { MatchCache } from './match-cache.js';
import { quotingOf } from './quoted-code.js';
import { scanWindow, type WindowStart } from './scan-window.js';

/** Files up to this size are examined whole, larger ones in windows of this size that overlap; bytes. */
export const WINDOW = 64 * 1024 * 1024;
export const OVERLAP = 1024 * 1024;
/** What lies behind is hashed, but not looked at; bytes. */
export const MAXIMUM_EXAMINED = 16 * 1024 ** 3;

/** Files that one names as parts of itself; large portals have some hundred. */
const MOST_REFERENCES = 1000;

/** Where ASP.NET puts what it compiles of pages. Those in `bin` are a deployed application. */
const COMPILED_PAGE = /\\temporary asp\.net files\\|(?<!\\bin)\\app_web_[^\\]+\.dll$/i;

/** What an engine process says of one file. */
export interface FileExamination {
  /** Null where not a byte could be read. */
  readonly report: ContentReport | null;
  readonly notes: readonly CoverageNote[];
  readonly milliseconds: number;
}

/** What an engine process has ready for every file. */
export interface Examiner {
  readonly rules: CompiledRules;
  idOf(source: number, rule: string): string | undefined;
  /** Kinds of sinks that a rule is about. */
  sinksOf(id: string): readonly string[];
  /** Whether a rule is about code that a server runs. */
  isInServerCode(id: string): boolean;
  readonly detectors: readonly AnyDetector[];
  contextOf(host: string | null, artifact: Artifact | null): DetectorContext;
  readonly cache: MatchCache;
  readonly contents: ContentsRead;
}

/**
 * Reads a file once, to its end, for its hash, its rule matches and its detections. Never throws for what is wrong with the file.
 * @param progress called after each window; a large file gets its deadline anew with it.
 */
export async function examineFile(
  examiner: Examiner,
  artifact: Artifact,
  progress: () => Promise<void>,
): Promise<FileExamination> {
  const began = performance.now();
  const hash = createHash('sha256');
  const stream = openArtifact(artifact);
  const notes: CoverageNote[] = [];
  const found = new FileFindings(examiner, artifact, notes);
  let size = 0;
  for await (const window of windowsOf(stream, hash)) {
    size = window.start.offset + window.bytes.length;
    if (window.isWhole) {
      found.whole(window.bytes, hash.copy().digest('hex'));
      break;
    }
    if (window.start.offset < MAXIMUM_EXAMINED) found.window(window.bytes, window.start);
    await progress();
  }
  notes.push(...stream.notes);
  if (size > WINDOW) notes.push(windowNote(artifact, size));
  const unread = size === 0 && stream.notes.some((note) => note.incomplete);
  if (unread) return { report: null, notes, milliseconds: performance.now() - began };
  const report: ContentReport = {
    artifact: artifact.id,
    sha256: hash.digest('hex'),
    size,
    quoting: found.quoting,
    references: found.references,
    referencesCut: found.referencesCut,
    halves: found.halves,
    yara: found.matches,
    detections: found.detections,
  };
  return { report, notes, milliseconds: performance.now() - began };
}

function windowNote(artifact: Artifact, size: number): CoverageNote {
  const cut = size > MAXIMUM_EXAMINED;
  const how = `in windows of ${WINDOW >> 20} MiB that overlap by ${OVERLAP >> 20} MiB`;
  return {
    code: cut ? 'truncated' : 'limit-reached',
    message: cut
      ? `Of ${size} bytes the first ${MAXIMUM_EXAMINED} were examined, ${how}`
      : `Its ${size} bytes were examined ${how}: rules that need more of it at once cannot match`,
    path: artifact.collectedPath,
    host: artifact.host,
    incomplete: cut,
  };
}

interface FileWindow {
  readonly bytes: Buffer;
  readonly start: WindowStart;
  readonly isWhole: boolean;
}

/** An empty file is one empty window. */
async function* windowsOf(
  stream: ArtifactStream,
  hash: { update(bytes: Buffer): unknown },
): AsyncGenerator<FileWindow> {
  let chunks: Buffer[] = [];
  let length = 0;
  let start: WindowStart = { offset: 0, line: 1, lineOffset: 0 };
  for await (const chunk of stream) {
    hash.update(chunk);
    chunks.push(chunk);
    length += chunk.length;
    if (length <= WINDOW) continue;
    const bytes = Buffer.concat(chunks, length);
    yield { bytes: bytes.subarray(0, WINDOW), start, isWhole: false };
    start = advance(start, bytes, WINDOW - OVERLAP);
    const rest = Buffer.from(bytes.subarray(WINDOW - OVERLAP));
    chunks = [rest];
    length = rest.length;
  }
  const [only] = chunks;
  const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks, length);
  yield { bytes, start, isWhole: start.offset === 0 };
}

function advance(start: WindowStart, bytes: Buffer, by: number): WindowStart {
  let { line, lineOffset } = start;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < by; at = bytes.indexOf(0x0a, at + 1)) {
    line += 1;
    lineOffset = start.offset + at + 1;
  }
  return { offset: start.offset + by, line, lineOffset };
}

export function contentOf(artifact: Artifact, bytes: Buffer): WebContent {
  return createWebContent(bytes, hintOf(artifact));
}

/** What the path of a file says of how it is read. */
export function hintOf({ windowsPath, collectedPath }: Artifact): { extension: string; isCompiledPage: boolean } {
  return {
    extension: extensionOf(windowsPath ?? collectedPath),
    isCompiledPage: COMPILED_PAGE.test(windowsPath ?? `\\${collectedPath.replaceAll('/', '\\')}`),
  };
}

/** Whether code gives such a sink what a request says: then what a page sends may be what it is to be given back. */
function passesOn(content: WebContent, sinks: readonly string[]): boolean {
  return (
    sinks.length > 0 &&
    analyseBehaviour(content).calls.some(({ kind, main }) => sinks.includes(kind) && main.taint !== null)
  );
}

/** Gathers what the windows of one file show. */
class FileFindings {
  matches: YaraMatch[] = [];
  readonly detections: ContentReport['detections'][number][] = [];
  quoting: Quoting | null = null;
  references: readonly NamedFile[] = [];
  referencesCut = false;
  halves = NO_HALVES;
  readonly #crowded = new Set<string>();
  readonly #limits = new Set<string>();

  constructor(
    private readonly examiner: Examiner,
    private readonly artifact: Artifact,
    private readonly notes: CoverageNote[],
  ) {}

  /** Equal files have equal matches, so those of a file that was seen before are taken from memory. */
  whole(bytes: Buffer, sha256: string): void {
    this.quoting = quotingOf(this.artifact, bytes);
    const externals = externalsOf(this.artifact, bytes);
    const { cache, rules } = this.examiner;
    const key = [sha256, externals.extension, rules.questions.answers(externals)].join('\0');
    const known = cache.get(key, this.artifact.collectedPath);
    const content = contentOf(this.artifact, bytes);
    this.#refer(content);
    if (known === null) {
      this.#scan(content, externals, { offset: 0, line: 1, lineOffset: 0 });
      if (this.#crowded.size === 0) cache.set(key, { matches: [...this.matches], limits: content.limits });
    } else {
      // Views are made when first asked for, so what is known needs none.
      this.matches.push(...known.matches);
      this.#noteLimits(known.limits);
    }
    this.#detect(content);
    this.#judge(content, externals);
  }

  /** Says which matches say little, and why. */
  #judge(content: WebContent, externals: Externals): void {
    const { sinksOf, isInServerCode } = this.examiner;
    const judged = this.matches.map((match): YaraMatch => {
      return givesOnlyItsOwn(content, sinksOf(match.ruleId)) ? { ...match, mild: 'own' } : match;
    });
    const mayBeSent = ({ mild, view, ruleId }: YaraMatch) =>
      mild === undefined && view === 'raw' && isInServerCode(ruleId) && !passesOn(content, sinksOf(ruleId));
    const inCode = judged.some(mayBeSent) ? this.#matchesInCode(content, externals) : null;
    this.matches = judged.map((match) => {
      const isSent = inCode !== null && mayBeSent(match) && !inCode.has(match.ruleId);
      return isSent ? { ...match, mild: 'sent' } : match;
    });
  }

  /** Rules that match without what the page sends as it is; null where it is not known what that is. */
  #matchesInCode({ bytes, document }: WebContent, externals: Externals): ReadonlySet<string> | null {
    // What is read around a NUL depends on who reads it.
    if (document === null || document.cut || document.blocks.length === 0 || bytes.includes(0)) return null;
    const { rules, idOf } = this.examiner;
    const matches = rules.scan(Buffer.from(withoutSentText(document)), externals);
    return new Set(matches.flatMap(({ source, rule }) => idOf(source, rule) ?? []));
  }

  /** Detectors, which understand a file's text, get the first window only. */
  window(bytes: Buffer, start: WindowStart): void {
    const content = contentOf(this.artifact, bytes);
    this.#scan(content, externalsOf(this.artifact, bytes), start);
    if (start.offset > 0) return;
    this.#refer(content);
    this.#detect(content);
  }

  #refer({ document }: WebContent): void {
    const named = new Map<string, NamedFile>();
    for (const { kind, target } of document?.references ?? [])
      named.set(`${kind}\0${target.toLowerCase()}`, { kind, target });
    this.references = [...named.values()].slice(0, MOST_REFERENCES);
    this.referencesCut = named.size > MOST_REFERENCES || document?.cut === true;
    if (named.size > MOST_REFERENCES) {
      const message = `It names ${named.size} files as parts of itself; the first ${MOST_REFERENCES} are looked for`;
      this.#note('limit-reached', message, true);
    }
  }

  /** Each once: windows of one file, and those who look at one window, may reach the same. */
  #noteLimits(limits: readonly string[]): void {
    for (const message of limits) {
      if (this.#limits.has(message)) continue;
      this.#limits.add(message);
      this.#note('limit-reached', message, true);
    }
  }

  #scan(content: WebContent, externals: Externals, start: WindowStart): void {
    const { rules, idOf } = this.examiner;
    const { matches, crowded } = scanWindow(rules, idOf, content, externals, start, this.artifact.collectedPath);
    this.#noteLimits(content.limits);
    const known = new Set(this.matches.map((match) => match.ruleId));
    this.matches.push(...matches.filter((match) => !known.has(match.ruleId)));
    for (const id of crowded) {
      if (this.#crowded.has(id)) continue;
      this.#crowded.add(id);
      this.#note('limit-reached', `${id}: a pattern matches so often that not all of its places were counted`, false);
    }
  }

  #detect(content: WebContent): void {
    const { detectors, contextOf } = this.examiner;
    if (detectors.length === 0) return;
    this.#noteLimits(analyseBehaviour(content).limits);
    this.halves = halvesOf(content);
    const assembly = analyseAssembly(content);
    this.#noteLimits(assembly?.limits ?? []);
    const native = assembly?.assembly.members.nativeMethods ?? 0;
    if (native > 0) {
      const message = `This assembly mixes managed and machine code: ${native} of its methods are machine code, of which only imports, exports and texts are judged`;
      this.#note('not-examined', message, false);
    }
    const { host } = this.artifact;
    const input = { class: 'web-content', value: content, artifact: this.artifact, host };
    for (const made of runDetectors(detectors, [input], contextOf)) {
      if ('code' in made) this.notes.push(made);
      else this.detections.push({ detector: made.detector.id, detection: made.detection });
    }
    this.#noteLimits(logonPageLimits(content));
  }

  #note(code: 'limit-reached' | 'not-examined', message: string, incomplete: boolean): void {
    this.notes.push({ code, message, path: this.artifact.collectedPath, host: this.artifact.host, incomplete });
  }
}
