import detector from '../../../src/detectors/webshell/linked-content.js';
import type { Artifact } from '../../../src/model/artifact.js';
import { fakeArtifact } from '../../helpers/detector-context.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { OWA_AUTH } from './collected-files.js';

const file = (about: Partial<Artifact>) => ({ artifact: fakeArtifact(about), sha256: null });
const link = (windowsPath: string, linkTarget: string) => file({ windowsPath, linkTarget, kind: 'link' });

testDetector(detector, {
  hits: [
    {
      name: 'a page that is a link',
      input: link('C:\\inetpub\\wwwroot\\aspnet_client\\x.aspx', 'C:\\ProgramData\\d\\a.dat'),
      detections: [{ message: 'page', at: { label: 'target', text: 'C:\\ProgramData\\d\\a.dat' }, severity: 'high' }],
    },
    {
      name: 'a folder that is a junction to a data folder',
      input: link(`${OWA_AUTH}\\themes`, '\\??\\C:\\ProgramData'),
      detections: [{ message: 'away', at: { label: 'target' }, severity: 'high' }],
    },
    {
      name: 'a folder that is a junction to another drive',
      input: link('C:\\inetpub\\wwwroot\\files', 'D:\\Files'),
      detections: [{ message: 'link', at: { label: 'target' }, severity: 'medium' }],
    },
    {
      name: 'a reparse point that could not be read',
      input: link('C:\\inetpub\\wwwroot\\files', ''),
      detections: [{ message: 'unknown', at: { label: 'target' }, severity: 'medium' }],
    },
  ],
  misses: [
    {
      name: 'junctions that every Windows has',
      input: link('C:\\Users\\All Users', 'C:\\ProgramData'),
      looksAlike: true,
    },
    {
      name: 'a page that is none',
      input: file({ windowsPath: 'C:\\inetpub\\wwwroot\\x.aspx' }),
      looksAlike: true,
    },
  ],
});
