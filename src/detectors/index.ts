// Generated from the files of this folder by scripts/generate.mjs. Run `npm run generate` after adding one.
import type { AnyDetector } from '../model/detector.js';
import exchangeForeignTransportAgent from './exchange/foreign-transport-agent.js';
import iisForeignNativeModule from './iis/foreign-native-module.js';
import webshellCompiledPageWithoutSource from './webshell/compiled-page-without-source.js';

/** Every detector that ships, in the order of their ids. */
export const detectors: readonly AnyDetector[] = [
  exchangeForeignTransportAgent,
  iisForeignNativeModule,
  webshellCompiledPageWithoutSource,
];
