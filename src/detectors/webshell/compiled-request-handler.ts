import { Table } from '../../formats/pe/metadata.js';
import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import {
  type AssemblyBehaviour,
  analyseAssembly,
  doesLittleElse,
} from '../../signatures/behaviour/analyse-assembly.js';
import { type CallVerdict, reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { namesFolder } from '../../signatures/behaviour/pages/script-files.js';
import { readsOwnFile, type SinkCall } from '../../signatures/behaviour/sinks/sink-call.js';
import { endingOf, knownText, type Value } from '../../signatures/behaviour/values/value.js';

type Message =
  | 'started'
  | 'loaded'
  | 'evaluated'
  | 'deserialised'
  | 'memory'
  | 'relayed'
  | 'controls'
  | 'script'
  | 'dropped';

export default defineDetector({
  id: 'webshell.compiled-request-handler',
  title: 'Assembly with a sink that requests reach',
  description:
    'In the code of an assembly, data of a request reaches what starts programs, loads code, evaluates it, or opens connections. A module or handler that does so is a web shell without a page.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1505.004'],
  references: ['IIS-02', 'NET-01', 'WEB-07'],
  falsePositives: ['Administration tools that run commands for their users'],
  nextSteps: [
    'Look where the assembly is registered: web.config, applicationHost.config, the global assembly cache',
    'Look for children of w3wp.exe in process records',
    'Keep the assembly and look at its code without running it',
  ],
  consumes: webContent,
  messages: {
    started: '{source} reaches {sink}, which starts a program',
    loaded: '{source} reaches {sink}, which loads it as a program',
    evaluated: '{source} reaches {sink}, which runs it as code',
    deserialised: '{source} reaches {sink}, which makes any object of it',
    memory: '{source} reaches {sink}, which puts it into memory as machine code',
    relayed: '{source} decides where {sink} connects, and goes there',
    controls: '{source} reaches {sink}, which changes accounts, services or logs of Windows',
    script: '{source} is written by {sink} to a file that the server runs',
    dropped: '{source} is written by {sink} to wherever the request says',
  },
  *inspect(content, context) {
    // What ASP.NET compiled of a page is read as that page, by the detectors of pages.
    const behaviour = content.isCompiledPage ? null : analyseAssembly(content);
    if (behaviour === null) return;
    // Pages that an application brings compiled write files and call tools of their own, as the same pages do in text.
    const ofPages = /^App_(?:Web|Code)[._]/i.test(behaviour.name);
    const judge = (call: SinkCall) => {
      const found = verdict(call, behaviour);
      return ofPages && found?.severity === 'medium' ? { ...found, severity: 'low' as const } : found;
    };
    yield* reportCalls<Message>(content, context, judge, behaviour);
  },
});

function verdict(call: SinkCall, behaviour: AssemblyBehaviour): CallVerdict<Message> | null {
  const { kind, main } = call;
  const { taint } = main;
  if (taint === null || taint.origin === 'address') return null;
  // What somebody types into a window of a desktop program has the same names.
  if (taint.origin === 'control' && !refersToWeb(behaviour)) return null;
  const little = doesLittleElse(behaviour);
  switch (kind) {
    case 'process':
    case 'powershell':
      return startVerdict(call, behaviour, little);
    case 'load':
      return loadVerdict(call, little);
    case 'evaluate':
    case 'compile':
    case 'xaml':
      // Frameworks emit code for the objects that they are given.
      if (/\bemit\b/i.test(call.name) && !taint.decoded) return null;
      if (little && !(taint.mixed && taint.origin === 'parameter')) return { message: 'evaluated' };
      // Applications filter, sort and fill templates by what is asked; code that was hidden on its way is none of theirs.
      return { message: 'evaluated', severity: little ? 'medium' : taint.decoded ? 'high' : 'low' };
    case 'deserialise':
      if (taint.origin === 'socket' || readsOwnFile(call)) return null;
      // Libraries of controls give visitors their state to keep, and take it back.
      return { message: 'deserialised', severity: little ? 'high' : 'low' };
    case 'native-call':
    case 'native-memory':
      return taint.origin === 'socket' && !little ? null : { message: 'memory' };
    case 'connect':
      return connectVerdict(call, behaviour);
    case 'account':
    case 'service':
    case 'clear-log':
      return { message: 'controls', severity: 'high' };
    case 'write':
      return writeVerdict(call, little);
    default:
      return null;
  }
}

function refersToWeb({ assembly: { members } }: AssemblyBehaviour): boolean {
  const { metadata } = members;
  const count = Math.min(metadata.count(Table.assemblyReference), 500);
  return Array.from({ length: count }, (_, i) =>
    metadata.string({ table: Table.assemblyReference, number: i + 1 }, 6),
  ).some((name) => /^System\.Web\b/.test(name));
}

const SHELL = /\bcmd(?:\.exe)?\b|\bpowershell|\bpwsh\b|\/c\s|\bwscript|\bcscript|\bmshta|\bbash\b/i;

/** Applications give tools that they know arguments of their users; what comes alone is a command. */
function startVerdict(call: SinkCall, { calls }: AssemblyBehaviour, little: boolean): CallVerdict<Message> | null {
  const { taint } = call.main;
  const texts = calls.filter(({ kind }) => kind === 'process').flatMap(({ main, args }) => [main, ...args]);
  const shell = SHELL.test(texts.map(knownText).join(' '));
  if (taint === null || (taint.origin === 'socket' && !answersPeer(calls, shell))) return null;
  if (!taint.mixed || shell) return little ? { message: 'started' } : { message: 'started', severity: 'medium' };
  return { message: 'started', severity: little ? 'medium' : 'low' };
}

/** Whether what comes over a connection is a command: somebody may connect, or a shell gets it. An updater starts what it fetched. */
function answersPeer(calls: readonly SinkCall[], shell: boolean): boolean {
  return calls.some(({ kind }) => kind === 'listener' || (shell && kind === 'send'));
}

/** A text names an assembly that is there already; bytes, and paths, bring one. */
function loadVerdict({ name, main: { type, taint } }: SinkCall, little: boolean): CallVerdict<Message> | null {
  // A whole application loads parts of its own, and which data reaches which call of it is less sure.
  const isPath = /load(?:from|file)|executeassembly/i.test(name);
  if (!little && isPath && !taint?.decoded) return { message: 'loaded', severity: 'low' };
  if (type !== 'string') return { message: 'loaded' };
  if (!/load(?:from|file)|executeassembly/i.test(name)) return null;
  // Applications load what lies in a folder of theirs by the name that was chosen.
  return { message: 'loaded', severity: taint?.mixed || taint?.nameOnly ? 'low' : 'high' };
}

function connectVerdict({ main: { taint } }: SinkCall, { calls }: AssemblyBehaviour): CallVerdict<Message> | null {
  if (taint?.origin === 'socket' || taint?.mixed) return null;
  const sends = calls.some((call) => call.kind === 'send' && call.main.taint !== null);
  return sends ? { message: 'relayed' } : null;
}

const SERVER_FILE = /\.(?:as[pac]x|ash[x]|asmx|svc|cshtml|vbhtml|asp|cer|asa|soap|config|dll|exe|bat|cmd|ps1|vbs)$/i;

function writeVerdict({ main: { taint }, target }: SinkCall, little: boolean): CallVerdict<Message> | null {
  if (taint === null || taint.origin === 'socket' || target === null) return null;
  if (target.taint === null) {
    if (!SERVER_FILE.test(knownText(target).trim())) return null;
    // A whole application keeps settings and pages of its own, and which data reaches which call of it is less sure.
    return {
      message: 'script',
      severity: little ? (taint.mixed ? 'medium' : 'high') : taint.decoded ? 'medium' : 'low',
    };
  }
  if (taint.origin !== 'request') return null;
  if (isWholePath(target)) return taint.decoded ? { message: 'dropped', severity: 'high' } : null;
  return little && taint.decoded && isBesidePages(target) ? { message: 'dropped', severity: 'high' } : null;
}

/** The request names the whole file, of any kind, below the folder of the pages, which is no folder of the application's own. */
function isBesidePages(target: Value): boolean {
  const { taint } = target;
  if (taint === null || taint.nameOnly || taint.origin !== 'request') return false;
  return !namesFolder(knownText(target)) && !/\.\w{1,8}$/.test(endingOf(target));
}

/** The request gives the whole path, not a name in a folder that the application chooses. */
function isWholePath({ taint }: Value): boolean {
  return taint !== null && !taint.mixed && !taint.nameOnly && taint.origin === 'request';
}
