import detector from '../../../src/detectors/iis/weakened-view-state.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { configuration } from '../configuration-samples.js';

testDetector(detector, {
  hits: [
    {
      name: 'for every application of a server, and for one of its own',
      input: configuration('<system.web><pages enableViewStateMac="false" /></system.web>'),
      context: {
        roles: ['IIS'],
        artifact: fakeArtifact({
          windowsPath: 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Config\\web.config',
        }),
      },
      detections: [{ message: 'weakened', at: { line: 2 }, severity: 'medium' }],
    },
    {
      name: 'for one application',
      input: configuration('<system.web><pages enableViewStateMac="false" /></system.web>'),
      context: { roles: ['IIS'], artifact: fakeArtifact({ windowsPath: 'D:\\sites\\shop\\web.config' }) },
      detections: [{ message: 'weakened', at: { line: 2 }, severity: 'low' }],
    },
    {
      name: 'signatures and encryption switched off, the old way allowed',
      input: configuration(
        '<system.web><pages enableViewStateMac="false" viewStateEncryptionMode="Never" /></system.web>',
        '<appSettings><add key="aspnet:AllowInsecureDeserialization" value="true" /></appSettings>',
      ),
      detections: [
        { message: 'weakened', at: { line: 2 }, severity: 'high' },
        { message: 'weakened', at: { line: 2 }, severity: 'medium' },
        {
          message: 'weakened',
          at: { line: 3 },
          severity: 'high',
          data: { setting: 'aspnet:AllowInsecureDeserialization' },
        },
      ],
    },
  ],
  misses: [
    { name: 'nothing', input: configuration() },
    {
      name: 'pages as ECP and OWA set them',
      looksAlike: true,
      input: configuration(
        '<system.web><pages theme="default" validateRequest="false" enableEventValidation="false" enableViewState="false" enableViewStateMac="true" /></system.web>',
        '<appSettings><add key="aspnet:UseLegacyRequestUrlGeneration" value="true" /><add key="aspnet:AllowInsecureDeserialization" value="false" /></appSettings>',
      ),
    },
  ],
});
