import fc from 'fast-check';
import { afterAll } from 'vitest';
import { closeAll } from './after-file.js';

/** A suite says the same of the same code twice: property tests walk from one seed, and `PROPERTY_SEED` picks another. */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20210302) });

afterAll(closeAll);
