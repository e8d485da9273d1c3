import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseAssembly } from '../../signatures/behaviour/analyse-assembly.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';

/** Methods of an assembly that is made for one thing. */
const FEW = 150;

export default defineDetector({
  id: 'webshell.compiled-credential-theft',
  title: 'Theft of passwords in an assembly',
  description:
    'A field of the request that is named like a password goes, in the code of an assembly, into a file or to another host. Applications compare passwords or store hashes of them; they do not collect them.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1056.003', 'T1505.004'],
  references: ['IIS-02', 'WEB-10'],
  falsePositives: ['Installers that write what was entered to a configuration file'],
  nextSteps: [
    'Look for the file, and in the IIS logs for who fetched it',
    'Take the passwords of everybody who signed in for stolen',
  ],
  consumes: webContent,
  messages: {
    kept: '{source} is written to a file by {sink}',
    sent: '{source} is sent off by {sink}',
  },
  *inspect(content, context) {
    const behaviour = analyseAssembly(content);
    if (behaviour === null) return;
    // Modules of an application lie in the assembly that has all of it.
    const isModule = behaviour.assembly.members.types.some(({ bases }) => bases.includes('System.Web.IHttpModule'));
    const isMadeForOneThing = behaviour.assembly.members.methods.length <= FEW;
    const judge = ({ kind, main, target }: (typeof behaviour.calls)[number]) => {
      // What a method is handed may be one that the application made up itself.
      if (!main.taint?.secret || main.taint.origin === 'parameter') return null;
      const weight = isMadeForOneThing ? {} : { severity: 'medium' as const };
      if (kind === 'write') return target?.taint ? null : { message: 'kept' as const, ...weight };
      if (kind !== 'http' && kind !== 'send' && kind !== 'connect') return null;
      // An application may ask another whether a password is right; a module sees those of every application.
      return isModule && isMadeForOneThing
        ? ({ message: 'sent' } as const)
        : ({ message: 'sent', severity: 'low' } as const);
    };
    yield* reportCalls<'kept' | 'sent'>(content, context, judge, behaviour);
  },
});
