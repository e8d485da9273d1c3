import detector from '../../../src/detectors/webshell/orphaned-compilation.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { compiled } from '../configuration-samples.js';

const folder = 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\root\\e22c2559\\92c7e946';
/** Its trace names App_Web_kd0v3nsr. */
const trace = {
  input: compiled('/x.aspx'),
  artifact: fakeArtifact({ kind: 'compiled-page', windowsPath: `${folder}\\x.aspx.cdcab7d2.compiled` }),
};

testDetector(detector, {
  hits: [
    {
      name: 'an assembly that no trace names',
      inputs: [trace],
      context: { files: [`${folder}\\App_Web_kd0v3nsr.dll`, `${folder}\\App_Web_zz81q7xx.dll`] },
      detections: [
        {
          message: 'orphan',
          at: { label: 'assembly' },
          data: { file: `${folder}\\App_Web_zz81q7xx.dll` },
          identity: ['app_web_zz81q7xx'],
        },
      ],
    },
  ],
  misses: [
    { name: 'an assembly with its trace', inputs: [trace], context: { files: [`${folder}\\App_Web_kd0v3nsr.dll`] } },
    {
      name: 'an assembly that ASP.NET could not delete at once, and one of another folder',
      looksAlike: true,
      inputs: [trace],
      context: {
        files: [
          `${folder}\\App_Web_old12345.dll`,
          `${folder}\\App_Web_old12345.dll.delete`,
          `${folder}\\assembly\\App_Web_sub12345.dll`,
          `${folder}\\App_global.asax.abcdefgh.dll`,
        ],
      },
    },
  ],
});
