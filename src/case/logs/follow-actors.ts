import type { FollowedActivity } from '../../engine/logs/clients/actor-merger.js';
import type { LogEngine } from '../../engine/logs/log-engine.js';
import type { Moment, TracedRecord } from '../../engine/logs/clients/moments.js';
import type { Actor } from '../../model/finding.js';
import type { Dossier, Told } from '../dossier.js';
import type { ProgressMeter } from '../hunt-progress.js';
import type { HuntSettings } from '../hunt-settings.js';
import { actorsOf, whomToFollow } from '../story/actors.js';

/** What became known of those who were followed, and their records close to the moments. */
export interface FollowedActors {
  readonly actors: readonly Actor[];
  readonly traced: readonly TracedRecord[];
  /** Of logs that were unpacked for it. */
  readonly digests: FollowedActivity['digests'];
}

/** Reads the logs once more for the clients and accounts of incidents, and for who was asked for; not at all where there are none. */
export async function followActors(
  engine: LogEngine,
  told: Told,
  moments: readonly Moment[],
  isRareAgent: (agent: string) => boolean,
  settings: HuntSettings,
  dossier: Dossier,
  progress: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<FollowedActors> {
  const { incidents, subjects } = told.case;
  const { followed, left } = whomToFollow(incidents, settings.follow);
  if (left > 0) {
    const message = 'Clients and accounts of incidents of which it was not looked up what they did besides';
    dossier.note({ code: 'limit-reached', message, count: left, incomplete: false });
  }
  if (followed.length === 0) return { actors: [], traced: [], digests: new Map() };
  progress.begin('actors', 0);
  const { actors, traced, digests, notes } = await engine.follow(followed, moments, {
    signal,
    onProgress: ({ files, bytes, current }) => progress.at('actors', files, bytes, current.collectedPath),
  });
  for (const note of notes) dossier.note(note);
  const facts = { findings: told.findings, subjects, incidents, isRareAgent, askedFor: settings.follow };
  return { actors: actorsOf(actors, facts), traced, digests };
}
