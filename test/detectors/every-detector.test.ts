import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { detectors } from '../../src/detectors/index.js';
import { projectRoot } from '../helpers/run-command.js';

/** Where detectors of configuration and what compares servers share how a thing is weighed, and by which message it is told. */
const shared = `${projectRoot}src/server/configuration/`;
const weighing = readdirSync(shared)
  .filter((name) => name.startsWith('weigh-'))
  .map((name) => readFileSync(shared + name, 'utf8'));

/** What must hold for every detector, however it is written. */
describe.each(detectors.map((detector) => [detector.id, detector] as const))('%s', (id, detector) => {
  const [family, name] = id.split('.');
  const source = `${projectRoot}src/detectors/${family}/${name}.ts`;

  it('is named by its file', () => expect(existsSync(source)).toBe(true));

  it('is tested by what it must find and leave alone', () => {
    const own = `${projectRoot}test/detectors/${family}/${name}.test.ts`;
    const samples = `${projectRoot}samples/signatures/detectors/${id}`;
    expect(existsSync(own) || (existsSync(`${samples}/hit`) && existsSync(`${samples}/miss`))).toBe(true);
  });

  it('says what it means, what looks like it and what to do', () => {
    expect(detector.title).toMatch(/^[A-Z].{8,}[^.]$/);
    expect(detector.description?.length ?? 0).toBeGreaterThan(40);
    expect(detector.falsePositives.length).toBeGreaterThan(0);
    expect(detector.nextSteps.length).toBeGreaterThan(0);
    expect(detector.references.length).toBeGreaterThan(0);
    for (const technique of detector.attack) expect(technique).toMatch(/^T\d{4}(\.\d{3})?$/);
    expect(detector.attack.length).toBeGreaterThan(0);
  });

  it('uses every message that it declares, and looks at its inputs', () => {
    const text = [readFileSync(source, 'utf8'), ...weighing].join('\n');
    for (const message of Object.keys(detector.messages)) {
      expect(text.match(new RegExp(`\\b${message}\\b`, 'g'))?.length, message).toBeGreaterThan(1);
    }
    expect(detector.inspect ?? detector.conclude).toBeDefined();
  });
});
