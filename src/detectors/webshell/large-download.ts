import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { clientsInWords, recordsOf, type UriLifeLine, uriLifeLine } from '../../model/life-line.js';
import { shiftSeverity } from '../../model/severity.js';

const LARGE = 10_000_000;
const SLOW = 60_000;
const FEW_CLIENTS = 5;

const ARCHIVE = /\.(?:zip|rar|7z|cab|gz|tar|bak|sql|csv|dat|log|txt)$/;
const DUMP = /\.(?:pst|ost|dmp|dit|edb)$/;
const PICTURE = /\.(?:gif|jpe?g|png|css|js|ico)$/;

export default defineDetector({
  id: 'webshell.large-download',
  title: 'Large download by few clients',
  description:
    'An address that is none of the product’s sent ten megabytes or more at once, or took more than a minute to send an archive, to few clients. Intruders collect what they take along in the web folder.',
  severity: 'low',
  confidence: 'weak',
  outcome: 'success',
  attack: ['T1567', 'T1560.001'],
  references: ['ACC-09'],
  falsePositives: ['Downloads that the site offers'],
  nextSteps: ['Collect the file, or look for when it was made and removed'],
  consumes: uriLifeLine,
  messages: {
    large: '{url} sent up to {bytes} bytes at once to {from}',
    slow: '{url} took up to {seconds} seconds to answer {from}',
  },
  *inspect(line, context) {
    if (line.firstSuccess === null) return;
    const place = context.server.knownGood.productUrl(line.stem);
    if (place === 'page' || place === 'virtual') return;
    const clients = line.clients.values;
    if (line.clients.capped || clients.length > FEW_CLIENTS) return;
    const bytes = line.maximumBytesSent;
    const isFile = ARCHIVE.test(line.stem) || DUMP.test(line.stem);
    const slow = bytes === null && isFile && (line.maximumTimeTaken ?? 0) > SLOW;
    if ((bytes ?? 0) < LARGE && !slow) return;
    yield {
      message: slow ? 'slow' : 'large',
      data: {
        url: line.stem,
        bytes: bytes ?? 0,
        seconds: Math.round((line.maximumTimeTaken ?? 0) / 1000),
        clients,
        from: clientsInWords(line),
        ...(clients.length === 1 ? { client: clients[0] ?? null } : {}),
      },
      at: recordsOf(line),
      identity: [line.site, line.stem],
      url: line.stem,
      // Not left out: behind a proxy that forwards no address, everybody is one's own.
      severity: shiftSeverity(severityOf(line, place), line.requests <= line.ownRequests ? -1 : 0),
      confidence: place === 'unknown' ? 'moderate' : 'weak',
      firstSeen: line.firstSuccess,
      lastSeen: line.lastSuccess ?? line.last,
      count: line.requests,
    };
  },
});

/** A dump, or a picture of that size, is for somebody; among the product's own files even an archive is. */
function severityOf(line: UriLifeLine, place: 'unknown' | 'foreign'): Severity {
  if (place === 'unknown') return 'high';
  return DUMP.test(line.stem) || PICTURE.test(line.stem) ? 'medium' : 'low';
}
