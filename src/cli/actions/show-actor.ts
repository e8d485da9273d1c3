import { Chalk } from 'chalk';
import { hunt } from '../../hunt.js';
import { actorText } from '../../output/text/actor-text.js';
import { AfterpatchError } from '../../platform/errors.js';
import { say } from '../say.js';
import { wantsColor } from '../terminal.js';
import { writePieces } from '../write.js';

export interface ActorOptions {
  readonly format: string;
  readonly since?: string;
  readonly until?: string;
  readonly own: readonly string[];
  readonly host: readonly string[];
}

/**
 * Hunts a collection and prints all that one client or account did there.
 * @returns the exit code: 1 where there is no request of it.
 */
export async function showActor(who: string, paths: readonly string[], options: ActorOptions): Promise<number> {
  const { since, until, own, host } = options;
  const report = await hunt({ paths, since, until, own, hosts: host, follow: [who], require: ['none'] }).report;
  const actor = report.actors.find(({ name }) => name.toLowerCase() === who.toLowerCase());
  if (actor === undefined) throw new AfterpatchError('internal', `${who} was not followed`, 'Please report this.');
  const chalk = new Chalk({ level: wantsColor(process.stdout) ? 1 : 0 });
  await writePieces(
    process.stdout,
    options.format === 'json' ? [`${JSON.stringify(actor, null, 2)}\n`] : actorText(actor, report, chalk),
  );
  if (report.coverage.entries.some(({ incomplete }) => incomplete))
    say('afterpatch: not everything that was collected could be examined; afterpatch hunt says what.');
  return actor.requests > 0 ? 0 : 1;
}
