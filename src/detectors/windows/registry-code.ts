import { registryExport } from '../../formats/registry-export/registry-export.js';
import { defineDetector } from '../../model/detector.js';
import { registryEvidence, registryValues } from '../../server/registry-lookup.js';

/** A key of somebody's own right below `Software`, where vendors have theirs. */
const VENDOR = /\\Software\\([^\\]+)$/i;
const KNOWN_VALUE = 'scode';
/** Bytes: settings are smaller, code that starts another program is not. */
const MANY = 4_096;

export default defineDetector({
  id: 'windows.registry-code',
  title: 'Code kept in the registry',
  description:
    'A key below Software that is named like the computer holds binary data. Back doors that are loaded beside a signed program keep their code there, out of every file; products name their keys after themselves.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1112', 'T1027.011'],
  references: ['XPL-25'],
  falsePositives: ['Products that keep settings of each computer in a roaming profile'],
  nextSteps: [
    'Collect the value, and look for the program that reads it: a signed one outside its own folder with a library beside it',
    'Collect the memory of the server before it is restarted',
  ],
  consumes: registryExport,
  messages: {
    known: '{key} holds {bytes} bytes under the name {name}',
    computer: '{key}, named like the computer, holds {bytes} bytes under the name {name}',
  },
  *inspect(file, context) {
    const names = new Set(
      [...context.server.names, context.host ?? ''].map((name) => name.toLowerCase().split('.')[0]),
    );
    for (const {
      value,
      groups: [vendor = ''],
    } of registryValues(file, VENDOR)) {
      const [hex = ''] = value.texts;
      if (value.texts.length !== 1 || !/^(?:[0-9a-f]{2}[ ,]?){16,}$/i.test(hex)) continue;
      const bytes = hex.replace(/[ ,]/g, '').length / 2;
      const known = value.name.toLowerCase() === KNOWN_VALUE;
      const ofComputer = names.has(vendor.toLowerCase());
      if (!known && !(ofComputer && bytes >= MANY)) continue;
      yield {
        message: ofComputer ? 'computer' : 'known',
        data: { key: value.key, name: value.name, bytes },
        // The first bytes are enough to know it again.
        at: registryEvidence({ ...value, texts: [hex.slice(0, 64)] }, context.artifact),
        identity: [value.key.toLowerCase(), value.name.toLowerCase()],
        severity: known && ofComputer ? 'critical' : 'high',
        confidence: known && ofComputer ? 'strong' : 'moderate',
      };
    }
  },
});
