import type { Detection, RuleDescription } from './detector.js';
import type { ContentEvidence } from './finding.js';

/** A rule that an engine loaded. */
export interface LoadedRule extends RuleDescription {
  readonly version: string;
  readonly source: 'yara' | 'sigma' | 'sigma-correlation';
  /** Digest of the pack it came from. */
  readonly pack: string;
  /** Name and version of that pack, where its folder has a manifest. */
  readonly packName?: string;
  /** File below the signature folder, `/` between components. */
  readonly path: string;
}

/**
 * - `own`: all that the page gives to the sinks which the rule is about is known to be the page's own.
 * - `sent`: the rule is about code that a server runs, and matches by what the page sends as it is.
 */
export type MildMatch = 'own' | 'sent';

/** A YARA rule that matched one file, or one view of it. */
export interface YaraMatch {
  readonly ruleId: string;
  /** The decoded view that shows it, `raw` for the file itself. */
  readonly view: string;
  readonly strings: readonly ContentEvidence[];
  /** Why it says little. */
  readonly mild?: MildMatch;
}

/** A file that another one names as a part of itself. */
export interface NamedFile {
  /** As `CodeFile`, `Src` and the like (`source`, `control`), by `#include`, or as the source of a server's script block. */
  readonly kind: 'source' | 'include' | 'control' | 'script-source';
  readonly target: string;
}

/** What a file leaves open that other files of the same page may decide. All lower case. */
export interface Halves {
  /** Its methods that do something with what they are given; an empty text for code outside of methods. */
  readonly acts: readonly string[];
  /** Names that it uses. */
  readonly names: readonly string[];
  /** Classes of its own, of source code that pages of the same application may use without naming its file. */
  readonly classes: readonly string[];
  /** Where it keeps data of the request for other pages: keys of a session, of the application or of a cache, fields, files. */
  readonly keeps: readonly string[];
  /** Where it looks for what others kept. */
  readonly asks: readonly string[];
  /** Its methods keep for other pages what they are given. */
  readonly passes: boolean;
}

/** Rules hold what they look for. A text of a kind that no server runs, which nothing is known to serve, speaks of pages. */
export type Quoting = 'rules' | 'text';

/** What the content engine says of one file. Plain data: it comes from another process. */
export interface ContentReport {
  /** `Artifact.id`. */
  readonly artifact: number;
  readonly sha256: string;
  readonly size: number;
  /** What it shows is quoted there. */
  readonly quoting: Quoting | null;
  /** Files that it names as parts of itself, as written; each once. */
  readonly references: readonly NamedFile[];
  /** It may name more. */
  readonly referencesCut: boolean;
  /** What other files of the same page may decide. */
  readonly halves: Halves;
  readonly yara: readonly YaraMatch[];
  /** Of content detectors, which run beside YARA in the same process. */
  readonly detections: readonly { readonly detector: string; readonly detection: Detection }[];
}
