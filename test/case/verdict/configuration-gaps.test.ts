import { expect, it } from 'vitest';
import { configurationGaps } from '../../../src/case/verdict/configuration-gaps.js';
import { detectorInput } from '../../../src/engine/run-detectors.js';
import { configurationFile } from '../../../src/formats/iis-config/configuration-file.js';
import { readConfigurationFile } from '../../../src/formats/iis-config/read-configuration-file.js';
import { fakeArtifact } from '../../helpers/detector-context.js';

const SITES = '<system.applicationHost><sites><site name="Default Web Site" id="1" /></sites></system.applicationHost>';

it.each([
  ['a whole one', `<configuration>${SITES}</configuration>`, 0],
  ['a part of one', '<globalModules><add name="A" image="a.dll" /></globalModules>', 1],
  ['an empty one', '<configuration></configuration>', 1],
  ['one without sites', '<configuration><system.applicationHost><sites /></system.applicationHost></configuration>', 1],
  ['NULs', '\0'.repeat(500), 1],
  ['one that could not be read', null, 1],
])('%s says what IIS loads, or that it does not', (_, text, gaps) => {
  const artifact = fakeArtifact({
    id: 7,
    kind: 'application-host-config',
    collectedPath: 'applicationHost.config',
    host: 'EX01',
  });
  const other = fakeArtifact({ id: 8, kind: 'web-config' });
  const inputs =
    text === null ? [] : [detectorInput(configurationFile, readConfigurationFile(Buffer.from(text)), artifact, 'EX01')];
  const notes = configurationGaps([artifact, other], inputs);
  expect(notes).toHaveLength(gaps);
  for (const note of notes)
    expect(note).toMatchObject({ path: 'applicationHost.config', host: 'EX01', incomplete: true });
});
