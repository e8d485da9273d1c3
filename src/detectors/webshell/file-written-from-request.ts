import { isClassicAsp, type WebContent, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import type { Behaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { asksWhoIsSignedIn } from '../../signatures/behaviour/pages/asks-who-is-signed-in.js';
import {
  includesFiles,
  isPartOfApplication,
  usesApplication,
} from '../../signatures/behaviour/pages/part-of-application.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { isExecutableEnding, isSentence, namesFolder } from '../../signatures/behaviour/pages/script-files.js';
import type { SinkCall } from '../../signatures/behaviour/sinks/sink-call.js';
import { savesSettings } from '../../signatures/behaviour/pages/settings-file.js';
import { endingOf, knownText, sureEnding, type Taint, type Value } from '../../signatures/behaviour/values/value.js';

export default defineDetector({
  id: 'webshell.file-written-from-request',
  title: 'File write from the request',
  description:
    'Whoever sends the request can put a program where the server runs it. An ordinary upload keeps the folder, checks the kind of file and names it itself; here the sender chooses, or the name is one that the server executes.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1105'],
  references: ['WEB-06', 'WEB-07'],
  falsePositives: [
    'File managers and editors of content management systems',
    'Upload pages that trust their users with any kind of file',
  ],
  nextSteps: [
    'Look for files that the account of the application pool wrote',
    'Find the requests to this page in the IIS logs',
  ],
  consumes: webContent,
  messages: {
    chosen: '{source} is written by {sink} to a file that the request names',
    script: '{source} is written by {sink} to a file that the server executes',
    unpacked: '{sink} unpacks an archive, {source}, where the server runs what is in it',
    renamed: '{sink} makes what the request brought a file that the server executes',
    moved: '{sink} gives a file of the request, {source}, a name that the request gives',
    unchecked:
      '{sink} keeps {source} under the name that came with it, of any kind, where the server hands files out or runs them',
  },
  *inspect(content, context) {
    yield* reportCalls(content, context, (call, behaviour) => {
      const { kind, main, target } = call;
      if (kind === 'unpack') {
        const severity = unpackSeverity(main, target);
        return severity && { message: 'unpacked', severity };
      }
      if (kind === 'move') {
        if (movesToScript(main, target, behaviour)) return { message: 'renamed' };
        const severity = moveSeverity(main, target, content, behaviour);
        return severity && { message: 'moved', severity };
      }
      if (kind === 'sql' && writesPage(main)) return { message: 'script' };
      if (kind !== 'write' && kind !== 'download') return null;
      const from = main.taint;
      if (from === null || from.origin === 'address' || from.origin === 'socket') return null;
      const severity = scriptSeverity(target, from, content, behaviour);
      if (severity !== null) return { message: 'script', severity };
      // What has an ending of the page's own is executed by nobody.
      if (/\.\w{1,8}$/.test(sureEnding(target ?? undefined))) return null;
      const to = target?.taint ?? null;
      return to && keptVerdict({ call, from, to, content, behaviour });
    });
  },
});

/** What the request decides is written to a file that it has a say in. */
interface Keeping {
  readonly call: SinkCall;
  readonly from: Taint;
  readonly to: Taint;
  readonly content: WebContent;
  readonly behaviour: Behaviour;
}

interface Verdict {
  readonly message: 'chosen' | 'unchecked';
  readonly severity: Severity;
}

/** A file that the server executes; null where it is none. */
function scriptSeverity(
  target: Value | null,
  { origin, mixed }: Taint,
  content: WebContent,
  behaviour: Behaviour,
): Severity | null {
  const ending = endingOf(target ?? undefined);
  // What a page's own controls hold goes into settings where these are edited.
  const isConfiguration = /(?<!\w)web\.config$/i.test(ending) && origin !== 'control';
  if (!isExecutableEnding(ending) && !isConfiguration) return isIncluded(content, ending) ? 'high' : null;
  // Which of its pages it writes an application knows itself.
  const isNamed = target?.taint?.origin === 'request' && !target.taint.nameOnly && target.constant === undefined;
  const isOwn = savesSettings(behaviour, ending) || makesOwnPage(content, behaviour, ending, mixed && !isNamed);
  return isClassicAsp(content) && isOwn ? 'low' : 'high';
}

function keptVerdict(keeping: Keeping): Verdict | null {
  const { from, to, call } = keeping;
  const inFolder = to.mixed && namesFolder(knownText(call.target ?? undefined));
  if (from.origin === 'upload' && to.origin === 'upload') return uploadVerdict(keeping);
  if (to.nameOnly || to.origin === 'upload' || (inFolder && from.origin === 'upload'))
    return isKept(keeping) && !(isClassicAsp(keeping.content) && isBody(from))
      ? { message: 'unchecked', severity: keeperSeverity(keeping.content) }
      : null;
  return { message: 'chosen', severity: inFolder ? severityInFolder(keeping) : severityAnywhere(keeping) };
}

/** An upload, under a name that came with it. */
function uploadVerdict({ call: { target }, content, behaviour }: Keeping): Verdict | null {
  const folder = knownText(target ?? undefined);
  if (behaviour.checksNames) return null;
  // What is written into a database beside it belongs to an application.
  if (isClassicAsp(content) && behaviour.calls.some(({ kind }) => kind === 'sql'))
    return { message: 'unchecked', severity: 'low' };
  if (!namesFolder(folder) || isWebFolder(folder)) return { message: 'unchecked', severity: 'medium' };
  return keepsInSite(target) ? { message: 'unchecked', severity: keeperSeverity(content) } : null;
}

/** Whether a file of any kind stays in the site. */
function isKept({ call, to, behaviour: { checksNames, checksEndings } }: Keeping): boolean {
  return keepsInSite(call.target) && !checksNames && !checksEndings && to.origin !== 'socket';
}

function severityInFolder(keeping: Keeping): Severity {
  const { from, to, content, behaviour } = keeping;
  if (takesBody(from, to)) return 'medium';
  if (!isClassicAsp(content)) return behaviour.checksEndings || usesApplication(content) ? 'low' : 'medium';
  return !isBody(from) && isKept(keeping) ? keeperSeverity(content) : 'low';
}

function severityAnywhere({ call, from, to, content }: Keeping): Severity {
  // Upload classes of classic ASP take files out of the body by themselves.
  if (to.mixed && isClassicAsp(content) && isBody(from) && isBody(to)) return 'low';
  // A line of a log, in the words of the application, or the editor of its templates.
  const isLine = to.mixed && isClassicAsp(content) && isSentence(knownText(call.main));
  if (isLine || isPartOfApplication(content)) return 'low';
  return from.origin === 'control' && to.origin === 'control' ? 'medium' : 'high';
}

/** Whether a path lies in the site, where the server hands out files or runs them, and not in the folder that it keeps to itself. */
function keepsInSite(target: Value | null): boolean {
  return (target?.site ?? false) && !/(?:^|[\\/])app_data(?:[\\/]|$)/i.test(knownText(target ?? undefined));
}

/**
 * How bad it is to keep files of any kind in a folder of the site. Editors and file managers of applications do, for those who are signed in;
 * a page that works alone, for whoever asks, is there for it.
 */
function keeperSeverity(content: WebContent): Severity {
  const isPart = isClassicAsp(content)
    ? includesFiles(content) || isPartOfApplication(content)
    : usesApplication(content);
  return isPart || asksWhoIsSignedIn(content) || hasValidator(content) ? 'low' : 'medium';
}

/** A validator of the page that the server asks, too, says which kinds it takes. */
function hasValidator({ document, text }: WebContent): boolean {
  const validates = document?.elements.some(
    ({ tag, attributes }) =>
      tag === 'asp:regularexpressionvalidator' &&
      /\b(?:jpe?g|png|gif|pdf|docx?|xlsx?|csv|txt|zip)\b/i.test(attributes.get('validationexpression') ?? ''),
  );
  return (validates ?? false) && /\bIsValid\b/.test(text?.text ?? '');
}

/** Whether a page takes in the file of this name as a part of itself. */
function isIncluded({ document }: WebContent, ending: string): boolean {
  const name = lastPart(ending);
  return (
    name !== '' &&
    (document?.references.some(({ kind, target }) => kind === 'include' && lastPart(target) === name) ?? false)
  );
}

function lastPart(path: string): string {
  return /[^\\/]*$/.exec(path)?.[0].toLowerCase() ?? '';
}

/** A file that was uploaded, or that the request names, gets a name of the request's choice, with whatever ending. */
function moveSeverity(
  from: Value,
  to: Value | null,
  content: WebContent,
  { checksNames, checksEndings, calls }: Behaviour,
): Severity | null {
  const taint = to?.taint ?? null;
  // What the server says of an address decides both.
  if (taint?.origin === 'address' && from.taint?.origin === 'address') return null;
  if (taint === null || taint.origin === 'socket' || /\.\w{1,8}$/.test(sureEnding(to ?? undefined))) return null;
  if (checksNames || checksEndings || !keepsInSite(to)) return null;
  if (from.holds || from.path?.holds || isWritten(from.path ?? from, calls)) return keeperSeverity(content);
  const isChosen =
    from.taint !== null && !from.taint.nameOnly && !taint.nameOnly && !namesFolder(knownText(to ?? undefined));
  return isChosen && from.taint?.origin !== 'socket' ? keeperSeverity(content) : null;
}

/** Whether a file of which no name is known, such as one under a name for now, is one that the page wrote from the request. */
function isWritten(path: Value, calls: readonly SinkCall[]): boolean {
  const around = knownText(path);
  if (path.taint !== null || nameIn(path) !== '' || (!path.site && around === '')) return false;
  return calls.some(
    ({ kind, main, target }) =>
      kind === 'write' &&
      main.taint !== null &&
      !/^(?:address|socket)$/.test(main.taint.origin) &&
      target?.taint === null &&
      nameIn(target) === '' &&
      target.site === path.site &&
      knownText(target) === around,
  );
}

/** A file that the page wrote from the request under a name of no weight becomes a page. */
function movesToScript(from: Value, to: Value | null, { calls }: Behaviour): boolean {
  if (!isExecutableEnding(endingOf(to ?? undefined))) return false;
  if (from.holds || from.path?.holds || isWritten(from.path ?? from, calls)) return true;
  const chosen = (from.path ?? from).taint;
  if (chosen?.origin === 'request' && !chosen.mixed && !chosen.nameOnly) return true;
  const name = nameIn(from);
  return calls.some(
    ({ kind, main, target }) =>
      kind === 'write' && main.taint !== null && target !== null && name !== '' && nameIn(target) === name,
  );
}

/** `insert into [page.asp] …`: drivers for files of text take tables for files. */
function writesPage({ taint, ...known }: Value): boolean {
  return (
    taint !== null &&
    taint.origin !== 'address' &&
    /\b(?:into|table)\s+[[`"]?[\w .\\/:-]{0,80}?\w[.#](?:asp|aspx|asa|cer|cdx|ashx|php)\b/i.test(
      knownText({ taint, ...known }),
    )
  );
}

function nameIn(path: Value): string {
  return lastPart(endingOf(path.path ?? path));
}

/** An application that lets who runs it change one of its pages shows what stands there before, or writes most of it itself. */
function makesOwnPage(content: WebContent, { calls }: Behaviour, ending: string, mixed: boolean): boolean {
  const shown = calls.some(({ kind, main, target }) => kind === 'read' && endingOf(target ?? main) === ending);
  return (shown && includesFiles(content)) || (mixed && isPartOfApplication(content));
}

/** All that is sent becomes the file that the address names: no form sends so. */
function takesBody(from: Taint, to: Taint): boolean {
  return isBody(from) && !from.mixed && !isBody(to);
}

function isBody({ source }: Taint): boolean {
  return /\bbinaryread\b/i.test(source.what);
}

/** A folder of a web site by its whole path, which no application that may be moved has in its code. */
function isWebFolder(path: string): boolean {
  return /^\s*[a-z]:[\\/](?:[^\\/]{1,60}[\\/]){0,8}?(?:web\w{0,8}|www\w{0,8}|inetpub|htdocs|sites?)[\\/]/i.test(path);
}

/** Whoever packs an archive names the files in it. */
function unpackSeverity({ taint }: Value, target: Value | null): Severity | null {
  if (taint === null || taint.origin === 'address' || taint.origin === 'socket') return null;
  const chosen = target?.taint && !target.taint.nameOnly;
  return chosen || !namesFolder(knownText(target ?? undefined)) ? 'high' : 'medium';
}
