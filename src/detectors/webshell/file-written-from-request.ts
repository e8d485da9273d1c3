import { isClassicAsp, type WebContent, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import type { Behaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { includesFiles, isPartOfApplication } from '../../signatures/behaviour/part-of-application.js';
import { reportCalls } from '../../signatures/behaviour/report-calls.js';
import { isExecutableEnding, isSentence, namesFolder } from '../../signatures/behaviour/script-files.js';
import { savesSettings } from '../../signatures/behaviour/settings-file.js';
import { endingOf, knownText, type Taint, type Value } from '../../signatures/behaviour/value.js';

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
    unchecked: '{sink} keeps an upload under the name that came with it, of any kind',
  },
  *inspect(content, context) {
    yield* reportCalls(content, context, ({ kind, main, target }, behaviour) => {
      if (kind === 'unpack') {
        const severity = unpackSeverity(main, target);
        return severity && { message: 'unpacked', severity };
      }
      if (kind === 'move') return movesToScript(main, target, behaviour) ? { message: 'renamed' } : null;
      if (kind !== 'write' && kind !== 'download') return null;
      const from = main.taint;
      const to = target?.taint ?? null;
      if (from === null || from.origin === 'address' || from.origin === 'socket') return null;
      const ending = endingOf(target ?? undefined);
      // What a page's own controls hold goes into settings where these are edited.
      const isConfiguration = /(?<!\w)web\.config$/i.test(ending) && from.origin !== 'control';
      if (isExecutableEnding(ending) || isConfiguration)
        return {
          message: 'script',
          severity:
            isClassicAsp(content) &&
            (savesSettings(behaviour, ending) || makesOwnPage(content, behaviour, ending, from.mixed))
              ? 'low'
              : 'high',
        };
      if (from.origin === 'upload' && to?.origin === 'upload') {
        const folder = knownText(target ?? undefined);
        return (!namesFolder(folder) || isWebFolder(folder)) && !behaviour.checksNames
          ? { message: 'unchecked', severity: 'medium' }
          : null;
      }
      if (to === null || to.nameOnly || /\.\w{1,8}$/.test(ending)) return null;
      if (to.origin === 'upload') return null;
      if (to.mixed && namesFolder(knownText(target ?? undefined)))
        return from.origin === 'upload'
          ? null
          : { message: 'chosen', severity: isClassicAsp(content) && !takesBody(from, to) ? 'low' : 'medium' };
      // Upload classes of classic ASP take files out of the body by themselves.
      if (to.mixed && isClassicAsp(content) && isBody(from) && isBody(to))
        return { message: 'chosen', severity: 'low' };
      // A line of a log, in the words of the application, or the editor of its templates.
      if ((to.mixed && isClassicAsp(content) && isSentence(knownText(main))) || isPartOfApplication(content))
        return { message: 'chosen', severity: 'low' };
      return { message: 'chosen', severity: from.origin === 'control' && to.origin === 'control' ? 'medium' : 'high' };
    });
  },
});

/** A file that the page wrote from the request under a name of no weight becomes a page. */
function movesToScript(from: Value, to: Value | null, { calls }: Behaviour): boolean {
  if (!isExecutableEnding(endingOf(to ?? undefined))) return false;
  const name = nameIn(from);
  return calls.some(
    ({ kind, main, target }) =>
      kind === 'write' && main.taint !== null && target !== null && name !== '' && nameIn(target) === name,
  );
}

function nameIn(path: Value): string {
  return /[^\\/]*$/.exec(endingOf(path))?.[0].toLowerCase() ?? '';
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
