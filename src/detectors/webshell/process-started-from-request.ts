import { isClassicAsp, type WebContent, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import type { SinkCall } from '../../signatures/behaviour/sinks/sink-call.js';
import { isExecutableEnding } from '../../signatures/behaviour/pages/script-files.js';
import { endingOf, isSettled, knownText, textOf } from '../../signatures/behaviour/values/value.js';
import { givesOnlyItsOwn } from '../../signatures/fixed-sinks/fixed-sinks.js';

export default defineDetector({
  id: 'webshell.process-started-from-request',
  title: 'Process start from the request',
  description:
    'Data of the request becomes a program, its arguments or its input. A page that starts a program of its own choice is rare too: web applications leave that to services. Where the program and all that it is told stand in the page, whoever asks can only have it run.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1059.003'],
  references: ['WEB-07'],
  falsePositives: ['Administration pages that call a fixed tool, such as a converter'],
  nextSteps: ['Look for children of w3wp.exe in process records', 'Find the requests to this page in the IIS logs'],
  consumes: webContent,
  messages: {
    started: '{source} reaches {sink}, which starts a program',
    'own-program': '{sink} starts a program from a page',
  },
  *inspect(content, context) {
    const { calls } = analyseBehaviour(content);
    const starts = ({ kind }: SinkCall) => kind === 'process' || kind === 'powershell';
    const usual = isClassicAsp(content) ? 'low' : 'medium';
    // What a program reads decides what it does.
    const isTold = /\bStandardInput\b/i.test(content.text?.text ?? '');
    const obeys = calls.some((call) => starts(call) && call.main.taint !== null);
    const settings = calls.filter((call) => starts(call) && isSetting(call));
    yield* reportCalls(content, context, (call) => {
      if (!starts(call)) return null;
      // What is set for a program before it starts belongs together.
      const together = isSetting(call) || isBareStart(call) ? settings : [call];
      const isOwn = !isTold && together.length > 0 && runsFixedProgram(together);
      if (call.main.taint !== null) {
        if (asksOnly(call) || tellsFixedCommand(call, calls)) return { message: 'started', severity: 'low' };
        if (!startsOwnProgram(together)) return { message: 'started' };
        return { message: 'started', severity: isOwn ? 'low' : usual };
      }
      if (obeys) return null;
      if (INTRUDERS.test(commandOf(call))) return { message: 'own-program', severity: 'high' };
      if (usesWhatWasPut(call, calls)) return { message: 'own-program', severity: 'medium' };
      const isKnown = isOwn || (!isTold && (isFixed(call) || givesOnlyItsOwn(content, [call.kind])));
      return { message: 'own-program', severity: isKnown || isLibrary(content) ? 'low' : usual };
    });
  },
});

/** Whether the page itself puts the script or program there that it starts, or starts one that unpacks what came with the request. */
function usesWhatWasPut(call: SinkCall, calls: readonly SinkCall[]): boolean {
  const command = commandOf(call).toLowerCase();
  const unpacks = UNPACKERS.test(command);
  return calls.some(({ kind, main, target }) => {
    const file = /[^\\/]+$/.exec(endingOf(target ?? undefined))?.[0].toLowerCase() ?? '';
    if (file === '' || !/^(?:create|write|download)$/.test(kind) || !command.includes(file)) return false;
    return isExecutableEnding(file) || (unpacks && main.taint !== null);
  });
}

/** Programs that unpack archives. */
const UNPACKERS = /\b(?:7z[ar]?|unrar|rar|winrar|unzip|tar|expand|extrac32|expand-archive)(?:\.exe)?\b/i;

/** Code beside pages, none of a page itself: what its methods are given is judged with the pages that call them. */
function isLibrary({ extension, code }: WebContent): boolean {
  const isBehind = code.some(
    ({ unit }) =>
      /\bpartial\b/i.test(unit.code) &&
      unit.classes.some(({ bases }) => bases.some((base) => /(?:page|control|service|handler)\w*$/i.test(base))),
  );
  return (extension === 'cs' || extension === 'vb') && !isBehind;
}

/** Whether all of it stands in the page but for numbers and dates. What was told to a process before it starts is a call of its own. */
function isFixed({ name, main, args }: SinkCall): boolean {
  if (args.length === 0) return /\.start$/i.test(name);
  return [main, ...args].every(
    (value) =>
      (value.constant === undefined ? isSettled(value) : !OPEN_END.test(String(value.constant))) ||
      value.named ||
      /^(?:processstartinfo|process)$/.test(value.type),
  );
}

/** What stands behind is not known, as with `"cmd /c " & line`. */
const OPEN_END = /\S\s+$|\/[ck]$/i;

/** Commands that no page of an application runs: dumps of secrets, accounts, downloads, encoded scripts. */
const INTRUDERS =
  /\breg(?:\.exe)?\s+save\b|\blsass\b|\bntds(?:util)?\b|\bnet1?(?:\.exe)?\s+(?:user|localgroup|group)\b[^|&]{0,200}\/add|\bvssadmin\b|\s-e(?:nc|ncodedcommand)?\s+[A-Za-z0-9+/=]{20}|\bcertutil\b[^|&]{0,100}-(?:urlcache|decode)|\bdownload(?:string|file)\s*\(|\bwevtutil\b[^|&]{0,20}\bcl\b|\bbitsadmin\b|\biex\b|\binvoke-expression\b|\bi(?:wr|rm)\b\s|\binvoke-(?:webrequest|restmethod)\b|\bnet\.webclient\b|\s-w(?:in\w*)?\s+hidden\b|\b(?:mshta|regsvr32|rundll32|msiexec)\b[^|&]{0,100}https?:/i;

/** What runs whatever commands its arguments hold. */
const INTERPRETERS =
  /\b(?:cmd|powershell|pwsh|wscript|cscript|mshta|rundll32|regsvr32|wmic|bash|sh|perl|python\d?|php|node|ruby|msbuild|installutil|schtasks|sc|at|psexec\w*|net1?|reg)(?:\.exe)?\b|%?comspec%?|(?:^|[\s"'])\/[ck]\b/i;
/** A program by its file, or what stands behind one. */
const OWN_PROGRAM = /\.(?:exe|com|jar)\b|\S\s+-\w|"\s*-\w/i;

/** The page's own program gets data of the request for an argument, as converters and packers do. */
function startsOwnProgram(calls: readonly SinkCall[]): boolean {
  const written = calls.map(commandOf).join(' ').slice(0, 4000);
  return (
    calls.length > 0 &&
    calls.every(({ main }) => main.taint === null || main.taint.mixed) &&
    OWN_PROGRAM.test(written) &&
    !INTERPRETERS.test(written) &&
    !INTRUDERS.test(written)
  );
}

/** `new ProcessStartInfo(…)`, `process.StartInfo.FileName = …` */
function isSetting({ name }: SinkCall): boolean {
  return /startinfo(?:\.(?:filename|arguments))?$/i.test(name);
}

/** It starts what was set before. */
function isBareStart({ name, args }: SinkCall): boolean {
  return /\.start$/i.test(name) && args.every(({ type }) => type === 'processstartinfo' || type === 'process');
}

/** Programs that were installed, by their whole path: none that may be put there with the page. */
const INSTALLED =
  /^\s*"?[a-z]:\\(?!(?:windows|users|programdata|perflogs|te?mp|inetpub|\$)[^\\]*\\)[^"|&<>]{1,250}\.(?:exe|com)"?(?:\s|$)/i;

/** Whether one installed program stands in the page, whatever it is told. */
function runsFixedProgram(calls: readonly SinkCall[]): boolean {
  const written = calls.map(commandOf).join(' ').slice(0, 4000);
  const programs = calls.flatMap(({ name, args: [first], main }) => (/arguments$/i.test(name) ? [] : [first ?? main]));
  return (
    programs.length > 0 &&
    programs.every((program) => program.taint === null && INSTALLED.test(knownText(program))) &&
    !INTERPRETERS.test(written) &&
    !INTRUDERS.test(written)
  );
}

/** `AddCommand("Get-Service")`: what the request gives it are names of what is shown. */
function asksOnly({ name, args }: SinkCall): boolean {
  return /\.addcommand$/i.test(name) && /^(?:get|test|measure)-[a-z]{2,30}$/i.test(textOf(args[0]) ?? '');
}

/** `AddParameter("Name", text)` where all commands stand in the page, and none of them runs, writes or makes what it is told. */
function tellsFixedCommand({ kind, name }: SinkCall, calls: readonly SinkCall[]): boolean {
  if (kind !== 'powershell' || !/\.add(?:parameters?|argument)$/i.test(name)) return false;
  const commands = calls.filter(
    (call) => call.kind === 'powershell' && !/\.(?:add(?:parameters?|argument)|invoke)$/i.test(call.name),
  );
  return (
    commands.length > 0 &&
    commands.every(
      ({ name: called, args: [first] }) =>
        /\.addcommand$/i.test(called) && first?.taint === null && OWN_COMMAND.test(textOf(first) ?? ''),
    )
  );
}

/** Commands of PowerShell that only look, or change what they are named for. */
const OWN_COMMAND =
  /^(?:get|test|measure|find|search|select|sort|format|restart|stop|start|suspend|resume|enable|disable|unlock|set|clear|update|convertto|out-string|out-null)-?(?!process|job|content|item|variable|alias|executionpolicy|psbreakpoint|acl|wmi|cim|bits|dsc)\w{2,40}$/i;

function commandOf({ main, args }: SinkCall): string {
  return [main, ...args].map(knownText).join(' ').slice(0, 4000);
}
