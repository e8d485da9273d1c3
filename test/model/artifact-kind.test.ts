import { describe, expect, it } from 'vitest';
import { ARTIFACT_KINDS, type ArtifactKind, kindFacts } from '../../src/model/artifact-kind.js';
import { EVIDENCE_CLASSES } from '../../src/model/coverage.js';

const kinds = Object.keys(ARTIFACT_KINDS) as ArtifactKind[];

describe('artifact kinds', () => {
  it('answer every class of evidence', () => {
    const answered = new Set(kinds.flatMap((kind) => kindFacts(kind).evidence ?? []));
    expect([...answered].sort()).toEqual([...EVIDENCE_CLASSES].sort());
  });

  it('are told apart by their names', () => {
    expect(new Set(kinds.map((kind) => kindFacts(kind).name)).size).toBe(kinds.length);
  });

  it.each(kinds)('%s says what it can hide and how to look by hand, as parts of a sentence', (kind) => {
    const { hides, byHand, recognised, name } = kindFacts(kind);
    for (const text of [hides, byHand, recognised, name]) expect(text).toMatch(/\S.*[^.\s]$/);
  });
});
