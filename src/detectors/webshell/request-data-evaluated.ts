import { isClassicAsp, type WebContent, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import type { Behaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { isPartOfApplication } from '../../signatures/behaviour/pages/part-of-application.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { namesFolder } from '../../signatures/behaviour/pages/script-files.js';
import type { SinkCall } from '../../signatures/behaviour/sinks/sink-call.js';
import { knownText, type Taint, textOf, type Value } from '../../signatures/behaviour/values/value.js';

export default defineDetector({
  id: 'webshell.request-data-evaluated',
  title: 'Evaluation of request data as code',
  description:
    'Whoever sends the request decides which code the server runs: `eval`, `Execute` or a script engine is given form, query, cookie, header or body data, or what was kept of it.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1059'],
  references: ['WEB-05'],
  falsePositives: ['Training material about injection'],
  nextSteps: [
    'Find the requests to this page in the IIS logs and what they carried',
    'Look for other files by the same hand',
  ],
  consumes: webContent,
  messages: {
    evaluated: '{source} reaches {sink}, which runs it as code',
    page: '{source} decides which page of the server {sink} runs',
  },
  *inspect(content, context) {
    yield* reportCalls(content, context, (call, behaviour) => {
      const { kind, name, main } = call;
      if (main.taint === null || isArgument(call, behaviour)) return null;
      if (kind === 'evaluate') {
        // Old applications name the function that asks their database `Execute`.
        if (main.taint.mixed && STATEMENT.test(knownText(main))) return null;
        const isFault = isOwnComponent(main) || isOwnVariable(name, main) || setsVariable(main, content);
        return isFault && isClassicAsp(content) ? { message: 'evaluated', severity: 'low' } : { message: 'evaluated' };
      }
      const isPage = kind === 'run-page' && !(isClassicAsp(content) && !/\.(?:execute|transfer)$/i.test(name));
      const severity = isPage
        ? pageSeverity(name, main, main.taint, /^(?:vb|cs)html$/.test(content.extension ?? ''))
        : null;
      // `Server.Execute` of classic ASP stays within the site. Old applications let forms name a page amid other work of theirs.
      const isOldHabit =
        isClassicAsp(content) &&
        (behaviour.calls.some((call) => call.kind !== 'run-page') || isPartOfApplication(content));
      return severity && { message: 'page', severity: isOldHabit ? 'low' : severity };
    });
  },
});

/** By what a function makes code of what it is given, under whatever spelling. */
const MAKES_CODE =
  /\b(?:eval|execute\w*|function\s*\(|constructor|\w*object|settimeout|setinterval|apply|call)\b|[[\\]/i;

/** `control.Run("name", text)`: what a function in a text of the page's own is given is no code, unless the function makes it so. */
function isArgument({ kind, name, args: [called] }: SinkCall, { calls }: Behaviour): boolean {
  if (kind !== 'evaluate' || !/\.run$/i.test(name) || called === undefined || called.taint !== null) return false;
  const given = calls.filter((one) => one.kind === 'evaluate' && !/\.run$/i.test(one.name));
  return given.length > 0 && given.every(({ main }) => main.taint === null && !MAKES_CODE.test(textOf(main) ?? 'eval'));
}

/** The beginning of a database statement, which no script language reads. */
const STATEMENT =
  /^\s*(?:select\b[^;]{1,400}\bfrom\b|insert\s+(?:into\s+)?[[\w]|update\s+[[\w][^;]{0,200}\bset\b|delete\s+(?:from\s+)?\[?\w+\]?\s+where\b|delete\s+from\b)/i;

/** A script component that lies beside the page under a name of the page's own, as libraries of old applications do. */
function isOwnComponent(main: Value): boolean {
  // Beside an address of the request it is but what stands in for it.
  if (main.taint?.origin !== 'socket') return false;
  return /^\s*script(?:let)?:[\w./-]{1,80}$/i.test(textOf(main) ?? '') && !/\/\//.test(textOf(main) ?? '');
}

/** `Eval("price_" & choice)`: one of several variables of the page, which VBScript has no other way to choose. */
function isOwnVariable(name: string, main: Value): boolean {
  return /^eval$/i.test(name) && (main.taint?.mixed ?? false) && /^[a-z]\w{2,40}_$/i.test(knownText(main));
}

/** `Execute field & "=value"`: every field of a form becomes a variable of its name, an old habit of applications. */
function setsVariable(main: Value, content: WebContent): boolean {
  return (
    /^\s*\w*\s*=\s*[\w.]{1,40}\s*$/.test(knownText(main)) &&
    (main.taint?.mixed ?? false) &&
    isPartOfApplication(content)
  );
}

/** Names of fields by which applications remember where to go on. */
const RETURN = /return|redirect|next|continue|url|page|target|view/i;

/** Folders for what users or the application put there; pages of the application's own lie elsewhere. */
const KEEPS_DATA = /(?:^|[\\/])(?:app_data|uploads?|uploaded\w{0,8}|te?mp|attachments?)[\\/]/i;

const LOADS = /load(?:control|template)$|partial\w*$/i;

/** A path that the request gives whole runs whatever lies on the server, such as what was uploaded before. */
function pageSeverity(
  name: string,
  path: Value,
  { origin, mixed, source, nameOnly }: Taint,
  isView: boolean,
): Severity | null {
  if (nameOnly || origin === 'socket') return null;
  // Rewriting sends an address on with its query; a control is named by what was cut out of one.
  const isBehind = /raw_?url|unencoded_url|query_string/i.test(source.what);
  const isRest = /path_?info/i.test(source.what) && !namesFolder(knownText(path));
  if (origin === 'address' && LOADS.test(name) && (isBehind || isRest)) return 'medium';
  // What stands in the address behind the page.
  if (origin === 'address') return /path_?info/i.test(source.what) && !mixed ? 'medium' : null;
  // An application keeps to a folder and to controls of its own.
  if (mixed && KEEPS_DATA.test(knownText(path))) return 'high';
  if (mixed && namesFolder(knownText(path))) return isView ? 'medium' : null;
  return RETURN.test(source.what) ? 'medium' : mixed ? 'high' : 'critical';
}
