import detector from '../../../src/detectors/iis/replaced-compilation.js';
import { readImage } from '../../../src/formats/pe/read-image.js';
import type { ArtifactTimes } from '../../../src/model/finding.js';
import { buildImage } from '../../formats/pe/build-image.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { compiled } from '../configuration-samples.js';

const folder = 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\owa\\e22c2559\\92c7e946';
const DLL = `${folder}\\App_Web_kd0v3nsr.dll`;
const COMPILED = '2026-02-03T10:00:05.000Z';

function times(modified: string, quality: ArtifactTimes['quality'] = 'exact'): ArtifactTimes {
  return { created: null, modified, source: 'collector-record', quality };
}

/** A trace that names App_Web_kd0v3nsr. */
function trace(page: string, fields: Parameters<typeof fakeArtifact>[0] = {}) {
  const windowsPath = `${folder}\\${page.split('/').at(-1)}.cdcab7d2.compiled`;
  return {
    input: compiled(page),
    artifact: fakeArtifact({ kind: 'compiled-page', windowsPath, times: times(COMPILED), ...fields }),
  };
}

function dll(written: string | null, types: readonly string[], linked = COMPILED, quality?: ArtifactTimes['quality']) {
  const image = readImage(
    buildImage({
      linked: Date.parse(linked) / 1000,
      assembly: {
        name: 'App_Web_kd0v3nsr',
        references: ['System.Web'],
        types: [],
        defined: [['', '<Module>'], ...types.map((name) => ['ASP', name] as const)],
        strings: [],
      },
    }),
  );
  if (image === null) throw new Error('not an image');
  const file = fakeArtifact({ kind: 'pe', windowsPath: DLL, times: written === null ? null : times(written, quality) });
  return { files: [file], images: { [DLL]: image } };
}

testDetector(detector, {
  hits: [
    {
      name: 'an assembly without the page that its trace names',
      inputs: [trace('/owa/auth/logon.aspx'), trace('/owa/auth/errorfe.aspx')],
      context: dll(null, ['owa_auth_errorfe_aspx', 'helper']),
      detections: [
        {
          message: 'foreign',
          at: { label: 'types in it', text: 'ASP.owa_auth_errorfe_aspx, ASP.helper' },
          severity: 'high',
          data: { type: 'ASP.owa_auth_logon_aspx', page: '/owa/auth/logon.aspx', file: DLL },
          identity: ['app_web_kd0v3nsr.dll'],
        },
      ],
    },
    {
      name: 'an assembly that is newer than its trace',
      inputs: [trace('/owa/auth/logon.aspx')],
      context: dll('2026-03-01T00:00:00.000Z', ['owa_auth_logon_aspx'], '2026-03-01T00:00:00.000Z'),
      detections: [{ message: 'later', at: { label: 'trace written', text: COMPILED }, severity: 'high' }],
    },
    {
      name: 'the same where the times are those of a copy that kept them',
      inputs: [trace('/owa/auth/logon.aspx', { times: times(COMPILED, 'coarse') })],
      context: dll('2026-03-01T00:00:00.000Z', ['owa_auth_logon_aspx'], '2026-03-01T00:00:00.000Z', 'coarse'),
      detections: [{ message: 'later', at: { line: 2 }, severity: 'medium' }],
    },
    {
      name: 'an assembly whose time was set back to that of the trace',
      inputs: [trace('/owa/auth/logon.aspx')],
      context: dll('2026-02-03T10:00:02.000Z', ['owa_auth_logon_aspx'], '2026-03-01T00:00:00.000Z'),
      detections: [
        { message: 'linked', at: { label: 'linked', text: `${DLL}: 2026-03-01T00:00:00.000Z` }, severity: 'medium' },
      ],
    },
  ],
  misses: [
    { name: 'a trace whose assembly was not collected', inputs: [trace('/owa/auth/logon.aspx')] },
    {
      name: 'the pages of a folder, compiled together as ASP.NET does',
      looksAlike: true,
      inputs: [
        trace('/owa/auth/logon.aspx'),
        trace('/owa/auth/errorfe.aspx', { times: times('2026-02-03T10:00:06.000Z') }),
        // Not compiled into it: what has no type, and what lies in another assembly.
        { input: compiled('/owa/auth/logon.aspx', 6), artifact: null },
      ],
      context: dll('2026-02-03T10:00:04.000Z', ['owa_auth_logon_aspx', 'OWA_auth_errorfe_aspx']),
    },
    {
      name: 'times that are those of the copy, and a link time that is a hash',
      looksAlike: true,
      inputs: [trace('/owa/auth/logon.aspx', { times: times(COMPILED, 'unreliable') })],
      context: dll('2026-03-01T00:00:00.000Z', ['owa_auth_logon_aspx'], '2031-01-01T00:00:00.000Z', 'unreliable'),
    },
  ],
});
