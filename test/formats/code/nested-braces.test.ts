import { describe, expect, it } from 'vitest';
import { parseCode } from '../../../src/formats/code/parse-code.js';

describe('nested initialisers', () => {
  it('end at a limit that is told, not with the call stack', () => {
    expect([...parseCode(`var a = ${'{'.repeat(200_000)}`, 'csharp').limits]).toContain('code nested too deeply');
    expect([...parseCode('var a = new[] { new[] { "b" } };', 'csharp').limits]).toEqual([]);
  });
});
