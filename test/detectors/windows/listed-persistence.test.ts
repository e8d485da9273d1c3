import detector from '../../../src/detectors/windows/listed-persistence.js';
import { readPersistenceExport } from '../../../src/formats/persistence-export/persistence-export.js';
import { testDetector } from '../../helpers/detector-tester.js';

const autoruns = (...rows: string[]) =>
  readPersistenceExport(Buffer.from(['Time,Entry Location,Entry,Signer,Launch String', ...rows].join('\n')));

testDetector(detector, {
  hits: [
    {
      name: 'an unsigned program in a writable folder',
      input: autoruns(',HKLM\\Run,Updater,(Not Verified),C:\\ProgramData\\u\\u.exe'),
      detections: [
        { message: 'command', at: { line: 2, label: 'autorun' }, severity: 'medium', attack: ['T1547.001'] },
      ],
    },
    {
      name: 'a WMI consumer',
      input: readPersistenceExport(Buffer.from('Name : Updater\nCommandLineTemplate : D:\\u.exe\n')),
      detections: [{ message: 'consumer', at: { line: 1 }, severity: 'medium', attack: ['T1546.003'] }],
    },
  ],
  misses: [
    { name: 'an empty listing', input: autoruns() },
    {
      name: 'a verified program in ProgramData, and the consumer that Windows has',
      looksAlike: true,
      input: autoruns(',HKLM\\Run,Agent,(Verified) Example Corp,C:\\ProgramData\\Example\\agent.exe'),
    },
    {
      name: 'the consumer that Windows has',
      looksAlike: true,
      input: readPersistenceExport(Buffer.from('Name : BVTConsumer\nCommandLineTemplate : cscript KernCap.vbs\n')),
    },
  ],
});
