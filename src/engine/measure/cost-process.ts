import { readFileSync } from 'node:fs';
import { detectors } from '../../detectors/index.js';
import { createWebContent, type WebContent } from '../../formats/views/web-content.js';
import type { AnyDetector } from '../../model/detector.js';
import { serveJobs } from '../../platform/serve-jobs.js';
import { type CompiledRules, NO_EXTERNALS, type YaraBinding } from '../../signatures/yara/binding.js';
import { chooseBinding } from '../../signatures/yara/choose-binding.js';
import { onlyRule } from '../../signatures/yara/only-rule.js';
import { outlineSource } from '../../signatures/yara/rule-outline.js';
import { detectorContext } from '../content/detector-context.js';
import { runDetectors } from '../run-detectors.js';
import { type CostSetup, isCostJob, isCostSetup, SHARED_COST } from './cost-messages.js';

const contentDetectors = detectors.filter((one) => one.consumes.name === 'web-content');
const NOTHING = 'rule nothing { condition: false }';

serveJobs(process, async (setup) => {
  if (!isCostSetup(setup)) throw new Error('The measuring process was set up wrongly');
  const binding = await chooseBinding(setup.engine);
  const contents = setup.files.map(({ file, extension }) => createWebContent(readFileSync(file), { extension }));
  // Decoding, parsing and following data is done once for all detectors, so none of them is charged with it.
  const began = performance.now();
  for (const detector of contentDetectors) timeDetector(detector, contents);
  const shared = performance.now() - began;
  const scanned = contents.flatMap(({ extension, views }) =>
    views.map(({ bytes }) => ({ extension: `.${extension}`, bytes })),
  );
  const time = (rules: CompiledRules) => {
    const began = performance.now();
    for (const { bytes, extension } of scanned) rules.scan(bytes, { ...NO_EXTERNALS, extension });
    return performance.now() - began;
  };
  const idle = time(compileOne(binding, NOTHING));
  return {
    ready: true,
    handle: (job) => {
      if (!isCostJob(job)) throw new Error('That is no job');
      if (job.id === SHARED_COST) return shared;
      const detector = contentDetectors.find((one) => job.source === null && one.id === job.id);
      if (detector !== undefined) return timeDetector(detector, contents);
      if (job.source === null) throw new Error('There is no such detector');
      return Math.max(0, time(compileOne(binding, ruleText(setup, job.source, job.id))) - idle);
    },
  };
});

function ruleText(setup: CostSetup, index: number, id: string): string {
  const source = setup.sources[index];
  const name = [...(source?.ids ?? [])].find(([, one]) => one === id)?.[0];
  return source === undefined || name === undefined ? NOTHING : onlyRule(source.text, name);
}

function compileOne(binding: YaraBinding, text: string): CompiledRules {
  const compiled = binding.compile([{ text, outline: outlineSource(text) }]);
  if ('failed' in compiled) throw new Error('The rule does not compile by itself');
  return compiled;
}

function timeDetector(detector: AnyDetector, contents: readonly WebContent[]): number {
  const began = performance.now();
  for (const value of contents) {
    const input = { class: 'web-content', value, artifact: null, host: null };
    for (const _ of runDetectors([detector], [input], detectorContext));
  }
  return performance.now() - began;
}
