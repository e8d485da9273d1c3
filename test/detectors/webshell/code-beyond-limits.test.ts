import detector from '../../../src/detectors/webshell/code-beyond-limits.js';
import { createWebContent } from '../../../src/formats/views/web-content.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);
const page = (text: string) => createWebContent(Buffer.from(text), { extension: 'aspx' });
const CALL = 'System.Diagnostics.Process.Start("cmd.exe", "/c " + Request["c"]);';

testDetector(detector, {
  hits: [
    {
      name: 'methods that call each other without end in sight',
      input: sample('hit/tangled.asp'),
      detections: [{ message: 'beyond', at: { label: 'code', line: 1 } }],
    },
    {
      name: 'a call behind more blocks than are read',
      input: page(`<%@ Page Language="C#" %>\n${'<%= 1 %>'.repeat(20_001)}<% ${CALL} %>`),
      detections: [{ message: 'beyond', at: { label: 'code', line: 2 } }],
    },
    {
      name: 'a call behind more text than is read',
      input: page(`\n<%@ Page Language="C#" %>${' '.repeat(4 << 20)}<% ${CALL} %>`),
      detections: [{ message: 'beyond', at: { label: 'code', line: 2 } }],
    },
    {
      name: 'a class of a library is large at times',
      input: createWebContent(Buffer.from(`class A { void B() { ${'c();'.repeat(130_000)} } }`), { extension: 'cs' }),
      detections: [{ message: 'beyond', at: { label: 'code', line: 1 }, severity: 'low' }],
    },
  ],
  misses: [
    { name: 'many methods', input: sample('miss/many.asp'), looksAlike: true },
    {
      name: 'variables of a form, one after the other, by their names',
      input: createWebContent(
        Buffer.from(`<%\n${Array.from({ length: 60 }, (_, i) => `Execute "field${i} = field${i}a"`).join('\n')}\n%>`),
        { extension: 'asp' },
      ),
      looksAlike: true,
    },
    { name: 'no code', input: sample('miss/plain.html') },
  ],
});
