import { healthReport, type ReportedModule } from '../../formats/health-checker/health-report.js';
import { defineDetector } from '../../model/detector.js';
import { safeText } from '../../platform/safe-text.js';
import { exchangeRootIn, ServerPaths } from '../../server/configuration/server-paths.js';
import { weighNativeModule } from '../../server/configuration/weigh-native-module.js';
import { grave, UNUSUAL } from '../../server/configuration/weight.js';

/** A file that is not what was signed any more. */
const HASH_MISMATCH = 3;

export default defineDetector({
  id: 'iis.reported-module',
  title: 'Native IIS module that HealthChecker could not confirm',
  description:
    'HealthChecker verifies who signed the native modules of IIS on the server itself, which no collection of files tells. Modules of IIS and Exchange are signed by Microsoft; one that is not signed, or whose file is not the one that was signed, sees every request.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.004'],
  references: ['IIS-01'],
  falsePositives: ['Modules of web filters, sign-on and monitoring products, some of which are not signed'],
  nextSteps: [
    'Collect the DLL and look at its exports, version information and signature',
    'Find when it was added: inetpub\\history, the file times, appcmd in event logs',
  ],
  consumes: healthReport,
  messages: {
    unsigned: 'Native module {name} loads {image}, which nobody signed',
    signed: 'Native module {name} loads {image}, signed by {signer}',
    changed: 'Native module {name} loads {image}, which is not the file that was signed',
    missing: 'Native module {name} loads {image}, which was not there when HealthChecker ran',
  },
  *inspect(report, { artifact }) {
    const paths = new ServerPaths(exchangeRootIn(report.modules.map(({ path }) => path)));
    for (const module of report.modules) {
      const weighed = weighNativeModule(module.name, paths.canonical(module.path), true);
      const message = messageOf(module);
      const isChanged = message === 'changed';
      if ((weighed === null && !isChanged) || message === null) continue;
      const text = `${module.path}, ${module.isSigned ? `signed by ${module.signer}` : 'not signed'}, status ${module.status ?? 'unknown'}`;
      yield {
        message,
        ...(weighed && { severity: weighed.severity, confidence: weighed.confidence, outcome: weighed.outcome }),
        ...(message === 'signed' ? UNUSUAL : {}),
        ...(isChanged ? grave('critical') : {}),
        data: { name: module.name, image: module.path, signer: safeText(module.signer) },
        at: {
          type: 'fact',
          path: artifact?.collectedPath ?? null,
          label: `module ${safeText(module.name)}`,
          text: safeText(text),
        },
        identity: [module.name.toLowerCase()],
      } as const;
    }
  },
});

/** Null where the report does not say. */
function messageOf({ isSigned, status, isMissing }: ReportedModule) {
  if (isMissing) return 'missing';
  if (status === HASH_MISMATCH) return 'changed';
  if (isSigned === false) return 'unsigned';
  return isSigned === true && status === 0 ? 'signed' : null;
}
