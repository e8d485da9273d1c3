import fc from 'fast-check';

/** A suite says the same of the same code twice: property tests walk from one seed, and `PROPERTY_SEED` picks another. */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20210302) });
