import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';

/** Folders of Exchange that have a global.asax, each of one directive line. */
const EXCHANGE = /\\(?:frontend\\httpproxy|clientaccess)\\(?:[^\\]+\\)*global\.asax$/i;
const DIRECTIVE = /^<%\s{0,100}@\s{0,100}application\b/i;

/** Shipped files have less than a kilobyte; bytes. */
const LONGEST_READ = 65_536;

export default defineDetector({
  id: 'webshell.application-file-with-code',
  title: 'Application file of Exchange with code in it',
  description:
    'Exchange’s global.asax files are one line that names a class. Code in one runs with every request, before the product sees it.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1505.004'],
  references: ['WEB-08'],
  falsePositives: ['None known'],
  nextSteps: ['Read the code', 'Compare the file with that of another server', 'Look for requests that it answers'],
  consumes: webContent,
  messages: { code: '{file} holds more than its directive' },
  *inspect({ bytes }, { artifact }) {
    const path = artifact?.windowsPath ?? null;
    if (artifact === null || path === null || !EXCHANGE.test(path)) return;
    const text = Buffer.from(bytes.subarray(0, LONGEST_READ))
      .toString('utf8')
      .replace(/^\ufeff/, '');
    if (isOneDirective(text)) return;
    yield {
      message: 'code',
      data: { file: path },
      at: { type: 'fact', path: artifact.collectedPath, label: 'size', text: `${bytes.length} bytes` },
      identity: ['code'],
    };
  },
});

/** Comments and white space around it do not count; nothing at all is no code either. */
function isOneDirective(text: string): boolean {
  let rest = text.trim();
  while (rest.startsWith('<%--') && rest.includes('--%>')) rest = rest.slice(rest.indexOf('--%>') + 4).trim();
  return rest === '' || (DIRECTIVE.test(rest) && rest.indexOf('%>') === rest.length - 2);
}
