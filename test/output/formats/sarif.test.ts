import { describe, expect, it } from 'vitest';
import { exported, hostileReport, reportOf } from '../../helpers/export-report.js';
import { documentedRules, errorsOf, hasOfficial, officialDraft07 } from '../../helpers/export-schemas.js';
import { aFinding } from '../../helpers/findings.js';

const validate = documentedRules('sarif');
const OFFICIAL = 'sarif-schema-2.1.0.json';
const logOf = (report = hostileReport()) => JSON.parse(exported('sarif', report));

describe('sarif', () => {
  it('fits the specification, whatever the evidence holds', () => {
    expect(errorsOf(validate, [logOf(), logOf(reportOf([]))])).toEqual([]);
  });

  it.skipIf(!hasOfficial(OFFICIAL))('fits the official schema (skipped where that is not at hand)', () => {
    expect(errorsOf(officialDraft07(OFFICIAL), [logOf(), logOf(reportOf([]))])).toEqual([]);
  });

  it('points to rules and techniques that it lists', () => {
    const [run] = logOf().runs;
    expect(run.results).toHaveLength(hostileReport().findings.length);
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      for (const { id, index } of result.taxa) expect(run.taxonomies[0].taxa[index].id).toBe(id);
    }
  });

  it('says what was not examined, also where nothing was found', () => {
    const [run] = logOf(reportOf([])).runs;
    expect(run.results).toEqual([]);
    const [{ toolExecutionNotifications }] = run.invocations;
    expect(toolExecutionNotifications).toMatchObject([
      { level: 'warning', message: { text: 'EX01: iis-logs absent' } },
      { level: 'warning', descriptor: { id: 'unreadable' } },
    ]);
  });

  it.each([
    ['C/inetpub/wwwroot/a b#c%20?.aspx', 'C/inetpub/wwwroot/a%20b%23c%2520%3F.aspx'],
    ['//host/x', 'host/x'],
    ['../../x', '%2E%2E/%2E%2E/x'],
    ['C:\\x', 'C%3A/x'],
  ])('writes %s as a reference that stays in the collection', (collectedPath, uri) => {
    const finding = aFinding({ artifact: { ...aFinding().artifact, collectedPath } });
    const [location] = logOf(reportOf([finding])).runs[0].results[0].locations;
    expect(location.physicalLocation.artifactLocation.uri).toBe(uri);
  });
});

describe('the rules of SARIF', () => {
  const changed = (change: (log: ReturnType<typeof logOf>) => void) => {
    const log = logOf(reportOf([aFinding()]));
    change(log);
    return validate(log);
  };

  it('let our own log pass', () => expect(changed(() => {})).toBe(true));

  it.each([
    [
      'another version',
      (log) => {
        log.version = '2.0.0';
      },
    ],
    [
      'a level of nobody',
      (log) => {
        log.runs[0].results[0].level = 'critical';
      },
    ],
    [
      'a line 0',
      (log) => {
        log.runs[0].results[0].locations[0].physicalLocation.region = { startLine: 0 };
      },
    ],
    [
      'an absolute path',
      (log) => {
        log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri = '/etc/x';
      },
    ],
    [
      'a placeholder',
      (log) => {
        log.runs[0].results[0].message.text = 'a {0}';
      },
    ],
    [
      'an embedded link',
      (log) => {
        log.runs[0].results[0].message.text = '[a](https://evil.example)';
      },
    ],
    [
      'no message',
      (log) => {
        delete log.runs[0].results[0].message;
      },
    ],
  ] as [string, (log: ReturnType<typeof logOf>) => void][])('refuse %s', (_, change) =>
    expect(changed(change)).toBe(false),
  );
});
