import { isClassicAsp, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import type { Behaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { reportCalls } from '../../signatures/behaviour/sinks/report-calls.js';
import { isExecutableEnding } from '../../signatures/behaviour/pages/script-files.js';
import { savesSettings } from '../../signatures/behaviour/pages/settings-file.js';
import { endingOf, knownText, type Value } from '../../signatures/behaviour/values/value.js';

export default defineDetector({
  id: 'webshell.credentials-kept',
  title: 'Theft of passwords in a page',
  description:
    'A field of the request that is named like a password goes into a file of the server, or to another host. Applications compare passwords or store hashes of them; they do not collect them.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1056.003'],
  references: ['WEB-10'],
  falsePositives: [
    'Installers that write what was entered to a configuration file',
    'Logon pages that ask a service of another host whether the password is right',
  ],
  nextSteps: [
    'Look for the file, and in the IIS logs for who fetched it',
    'Take the passwords of everybody who signed in for stolen',
  ],
  consumes: webContent,
  messages: {
    kept: '{source} is written to a file by {sink}',
    remembered: '{source} is kept by {sink} for all visitors',
    hidden: '{source} is added by {sink} to a file where no application keeps any',
    sent: '{source} is sent to another host by {sink}',
  },
  *inspect(content, context) {
    yield* reportCalls(content, context, ({ kind, main, target }, behaviour) => {
      if (main.taint === null) return null;
      if (kind === 'write' && !target?.taint && isBody(main) && HIDING_PLACE.test(knownText(target ?? undefined)))
        return { message: 'hidden', severity: 'medium' };
      if (!main.taint.secret) return null;
      if (kind === 'keep') return { message: 'remembered', severity: 'medium' };
      if (kind === 'http') {
        // It has asked whether the password is right already.
        if (checksItself(behaviour) && FOREIGN_ADDRESS.test(knownText(target ?? undefined))) return { message: 'sent' };
        return target?.taint?.secret && sendsTo(knownText(target)) ? { message: 'sent', severity: 'medium' } : null;
      }
      if (kind !== 'write' || target?.taint) return null;
      const ending = endingOf(target ?? undefined);
      const isSetting = isClassicAsp(content) && isExecutableEnding(ending) && savesSettings(behaviour, ending);
      return isSetting ? { message: 'kept', severity: 'low' } : { message: 'kept' };
    });
  },
});

/** Folders of the system where nobody looks for data, above all not under the name of a temporary file. */
const HIDING_PLACE =
  /^\s*(?:[a-z]:)?\\?(?:windows|programdata|\$recycle\.bin|perflogs|users\\(?:public|all users)|recovery|intel)\\(?!.{0,200}\blogs?\\)/i;

const FOREIGN_ADDRESS = /^\s*(?:https?:)?\/\/(?!localhost\b|127\.|\[)[^\s/]{3,}/i;

/** Whether a page asks Windows or the membership of its application if a password is right. */
function checksItself({ names }: Behaviour): boolean {
  return ['membership.validateuser', 'formsauthentication.authenticate', 'provider.validateuser'].some((name) =>
    names.has(name),
  );
}

/** Fields by their numbers, or all of what was sent: whoever keeps comments knows the name of the field. */
function isBody({ taint }: Value): boolean {
  return /\bform\s*[[(]\s*\d|\bform$|inputstream|binaryread|\bform\.tostring/i.test(taint?.source.what ?? '');
}

/** A password within an address goes to whoever runs that host, and into its logs. */
function sendsTo(address: string): boolean {
  return /^\s*https?:\/\/[^\s]{1,200}[?&=]/i.test(address) && !/^\s*https?:\/\/(?:localhost|127\.)/i.test(address);
}
