import { createHash } from 'node:crypto';
import type { Artifact, ArtifactKind } from '../model/artifact.js';
import { compareText } from '../platform/order.js';
import type { NoteLedger } from './note-ledger.js';
import { openArtifact } from './open-artifact.js';

const LOGS: ReadonlySet<ArtifactKind> = new Set(['iis-log', 'httperr-log', 'exchange-log']);

/**
 * Artifacts without logs that were collected twice, which would count every request twice. Same size first, then same content;
 * of one server, or where one of the two does not tell its server. Kept is the one of which more is known.
 */
export async function withoutDuplicates(
  artifacts: readonly Artifact[],
  notes: NoteLedger,
  signal?: AbortSignal,
): Promise<Artifact[]> {
  const bySize = new Map<number, Artifact[]>();
  for (const artifact of artifacts) {
    if (!LOGS.has(artifact.kind) || artifact.size === 0) continue;
    const same = bySize.get(artifact.size);
    if (same) same.push(artifact);
    else bySize.set(artifact.size, [artifact]);
  }
  const dropped = new Set<Artifact>();
  for (const same of bySize.values()) {
    if (same.length < 2) continue;
    if (signal?.aborted) break;
    const byHash = new Map<string, Artifact[]>();
    for (const artifact of same) {
      const hash = await hashOf(artifact);
      if (hash !== null) byHash.set(hash, [...(byHash.get(hash) ?? []), artifact]);
    }
    for (const copies of byHash.values()) {
      for (const [copy, kept] of duplicatesAmong(copies)) {
        dropped.add(copy);
        const message = `The same log was collected twice; it counts once, as ${kept.collectedPath}`;
        notes.add({ code: 'duplicate', message, path: copy.collectedPath, host: copy.host, incomplete: false });
      }
    }
  }
  return artifacts.filter((artifact) => !dropped.has(artifact));
}

function duplicatesAmong(copies: readonly Artifact[]): [copy: Artifact, kept: Artifact][] {
  const rank = (artifact: Artifact) => (artifact.host === null ? 2 : 0) + (artifact.windowsPath === null ? 1 : 0);
  const sorted = [...copies].sort((a, b) => rank(a) - rank(b) || compareText(a.collectedPath, b.collectedPath));
  const kept: Artifact[] = [];
  const pairs: [Artifact, Artifact][] = [];
  for (const copy of sorted) {
    const original = kept.find((other) => other.host === copy.host || copy.host === null);
    if (original) pairs.push([copy, original]);
    else kept.push(copy);
  }
  return pairs;
}

async function hashOf(artifact: Artifact): Promise<string | null> {
  const hash = createHash('sha256');
  const stream = openArtifact(artifact);
  for await (const chunk of stream) hash.update(chunk);
  return stream.notes.length > 0 ? null : hash.digest('hex');
}
