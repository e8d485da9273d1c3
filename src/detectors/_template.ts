import { defineDetector } from '../model/detector.js';
import type { ElementEvidence } from '../model/finding.js';
import { defineInputClass } from '../model/input-class.js';

/**
 * Copy this file to `<family>/<idea>.ts`, run `npm run generate`, and write its test with `testDetector`. It is not registered.
 * A real detector consumes a class that a reader exports, such as `applicationHostConfig`; this one declares its own to stand alone.
 */
interface Door {
  readonly name: string;
  readonly open: boolean;
  readonly position: ElementEvidence;
}

const door = defineInputClass<Door>('template-door');

export default defineDetector({
  id: '_template',
  title: 'Door left open',
  description: 'One sentence on what an intruder gains, one on what is normal.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'hygiene',
  attack: ['T1133'],
  references: ['https://attack.mitre.org/techniques/T1133/'],
  falsePositives: ['Doors that visitors use'],
  nextSteps: ['Ask who opened it'],
  consumes: door,
  messages: { open: 'Door {name} is open' },
  *inspect(input) {
    if (!input.open || input.name === 'main') return;
    yield { message: 'open', data: { name: input.name }, at: input.position, identity: [input.name.toLowerCase()] };
  },
});
