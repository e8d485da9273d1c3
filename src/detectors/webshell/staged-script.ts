import type { Artifact } from '../../model/artifact.js';
import { collectedFile } from '../../model/collected-file.js';
import { defineDetector } from '../../model/detector.js';
import type { ServerFacts } from '../../model/server.js';
import { compareText } from '../../platform/order.js';
import { rolesOf } from '../../server/image-facts.js';
import { isStaticFile } from '../../server/request-stem.js';
import { wasRequested } from '../../server/requested-files.js';

/** The other side of `flagged-file-used`: what lies ready and was not called yet, as far as the logs go. */
export default defineDetector({
  id: 'webshell.staged-script',
  title: 'Malicious file without a logged request',
  description:
    'A content rule judged a file malicious that IIS would serve, and no log that was collected has a request for it: it waits for its use, was used before the logs begin, or by ways that are not logged.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003'],
  references: ['WEB-14', 'TIM-02'],
  falsePositives: ['A file that was judged wrongly', 'Logs that do not reach back to its use'],
  nextSteps: [
    'Look for requests to it from now on, before it is removed',
    'Collect older logs, and those of the back end and of proxies',
  ],
  consumes: collectedFile,
  messages: { staged: '{file} can be reached at {url}, and no logged request asked for it' },
  *inspect({ artifact }, { server }) {
    if (artifact.windowsPath === null || server.lifeLines.length === 0) return;
    const { rules } = server.flaggedFiles.get(artifact.windowsPath.toLowerCase()) ?? {};
    if (rules === undefined || !answersByItself(artifact, server)) return;
    const urls = server.urlMap.urlsOf(artifact.windowsPath);
    const [url] = urls;
    if (url === undefined || HIDDEN.test(url)) return;
    // Logs are not gone through for who fetched a picture or a script for browsers: that nobody did is not known.
    if (isStaticFile(url)) return;
    if (wasRequested(server, artifact.windowsPath)) return;
    const logged = server.lifeLines.map(({ first }) => first).sort(compareText)[0] ?? '';
    yield {
      message: 'staged',
      data: { file: artifact.windowsPath, url, rules: rules.slice(0, 5) },
      at: { type: 'fact', path: artifact.collectedPath, label: 'logs begin', text: logged },
      identity: ['staged'],
      url,
    };
  },
});

/** What IIS hands to nobody: folders of ASP.NET, source, parts of pages, settings. */
const HIDDEN =
  /\/(?:app_(?:code|data|globalresources|localresources|browsers|webreferences)|bin)\/|\.(?:cs|vb|ascx|master|resx|resources|config|asax|skin|browser|sitemap)$/i;

/** Other libraries are loaded by an application or a server, not asked for. */
function answersByItself({ kind, windowsPath }: Artifact, { images }: ServerFacts): boolean {
  if (kind !== 'pe') return true;
  const image = windowsPath === null ? undefined : images?.get(windowsPath);
  return image !== undefined && (!image.isLibrary || rolesOf(image).includes('ISAPI extension'));
}
