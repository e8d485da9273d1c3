import { isClassicAsp, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { reportCalls } from '../../signatures/behaviour/report-calls.js';
import type { SinkCall } from '../../signatures/behaviour/sink-call.js';
import { knownText } from '../../signatures/behaviour/value.js';

export default defineDetector({
  id: 'webshell.process-started-from-request',
  title: 'Process start from the request',
  description:
    'Data of the request becomes a program, its arguments or its input. A page that starts a program of its own choice is rare too: web applications leave that to services.',
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
    const obeys = calls.some((call) => starts(call) && call.main.taint !== null);
    yield* reportCalls(content, context, (call) => {
      if (!starts(call)) return null;
      if (call.main.taint !== null)
        return startsOwnProgram(call) ? { message: 'started', severity: usual } : { message: 'started' };
      if (obeys) return null;
      return { message: 'own-program', severity: INTRUDERS.test(commandOf(call)) ? 'high' : usual };
    });
  },
});

/** Commands that no page of an application runs: dumps of secrets, accounts, downloads, encoded scripts. */
const INTRUDERS =
  /\breg(?:\.exe)?\s+save\b|\blsass\b|\bntds(?:util)?\b|\bnet1?(?:\.exe)?\s+(?:user|localgroup|group)\b[^|&]{0,200}\/add|\bvssadmin\b|\s-e(?:nc|ncodedcommand)?\s+[A-Za-z0-9+/=]{20}|\bcertutil\b[^|&]{0,100}-(?:urlcache|decode)|\bdownload(?:string|file)\s*\(|\bwevtutil\b[^|&]{0,20}\bcl\b|\bbitsadmin\b/i;

/** What runs whatever commands its arguments hold. */
const INTERPRETERS =
  /\b(?:cmd|powershell|pwsh|wscript|cscript|mshta|rundll32|regsvr32|wmic|bash|sh|perl|python\d?|php|node|ruby|msbuild|installutil|schtasks|sc|at|psexec\w*|net1?|reg)(?:\.exe)?\b|%?comspec%?|(?:^|[\s"'])\/[ck]\b/i;
/** A program by its file, or what stands behind one. */
const OWN_PROGRAM = /\.(?:exe|com|jar)\b|\S\s+-\w|"\s*-\w/i;

/** The page's own program gets data of the request for an argument, as converters and packers do. */
function startsOwnProgram({ main, args }: SinkCall): boolean {
  const written = [main, ...args].map(knownText).join(' ').slice(0, 4000);
  return (
    main.taint?.mixed === true && OWN_PROGRAM.test(written) && !INTERPRETERS.test(written) && !INTRUDERS.test(written)
  );
}

function commandOf({ main, args }: SinkCall): string {
  return [main, ...args].map(knownText).join(' ').slice(0, 4000);
}
