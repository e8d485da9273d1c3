// What the gate on measured quality compares. For scripts/shipped-quality.mjs.
/**
 * Where rates that were measured now are worse than those that are written down, as sentences.
 * @param {import('./worse-rates.mjs').Measured} stored
 * @param {import('./worse-rates.mjs').Measured} now
 * @returns {string[]}
 */
export function worse(stored, now) {
  const told = [];
  for (const [id, was] of Object.entries(stored.rules)) {
    const is = now.rules[id];
    if (is === undefined) continue;
    if (is.malicious < was.malicious)
      told.push(`${id} hits ${is.malicious} malicious files; ${was.malicious} when it was measured.`);
    for (const key of ['benignLoud', 'benign']) {
      if (is[key] > was[key]) {
        const at = key === 'benign' ? '' : ' at medium or above';
        told.push(`${id} hits ${is[key]} harmless files${at}; ${was[key]} when it was measured.`);
      }
    }
  }
  if (now.overall.malicious < stored.overall.malicious)
    told.push(`${now.overall.malicious} malicious files are found; ${stored.overall.malicious} when it was measured.`);
  if (now.overall.benign > stored.overall.benign)
    told.push(`${now.overall.benign} harmless files are flagged; ${stored.overall.benign} when it was measured.`);
  return told;
}
