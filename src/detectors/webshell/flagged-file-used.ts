import { defineDetector } from '../../model/detector.js';
import { clientsInWords, recordsOf, uriLifeLine } from '../../model/life-line.js';
import { filesAnswering } from '../../server/requested-files.js';

/** Pairs what an engine found in a file with who asked for it: the answer to "is it still being used?" */
export default defineDetector({
  id: 'webshell.flagged-file-used',
  title: 'Use of a malicious file',
  description: 'Requests reached a file that a content rule judged malicious.',
  severity: 'critical',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003'],
  references: ['ACC-01', 'TIM-06'],
  falsePositives: [
    'A file that was judged wrongly',
    'Responders who try the page out (give their addresses with --own)',
  ],
  nextSteps: ['List everything that these clients did', 'Isolate the server before the page is removed'],
  consumes: uriLifeLine,
  messages: {
    used: '{file} ({rules}) answered {answered} of {requests} requests to {url}, from {from}',
    sent: '{file} ({rules}), which everybody is sent who opens that page of the product, was sent {answered} times at {url}, to {from}',
    asked: '{file} ({rules}) was asked for {requests} times at {url}, never with success',
  },
  *inspect(line, context) {
    const { server } = context;
    const file = filesAnswering(server, line).find((path) => server.flaggedFiles.has(path));
    if (file === undefined) return;
    // Some pages answer those who do not know their secret that they are not there.
    const answered = line.statuses
      .filter(([status]) => /^(2\d\d|500)$/.test(status))
      .reduce((sum, [, count]) => sum + count, line.feignedMisses);
    const clients = line.clients.values;
    const artifact = server.files.get(file);
    // The logon page and its scripts are sent to whoever signs in: those are its victims.
    const isForEverybody =
      line.uploads === 0 && (!line.executable || server.knownGood.productUrl(line.stem) === 'page');
    const onlyOwn = line.ownRequests >= line.requests;
    yield {
      message: answered === 0 ? 'asked' : isForEverybody ? 'sent' : 'used',
      data: {
        file: artifact?.windowsPath ?? file,
        url: line.stem,
        rules: [...(server.flaggedFiles.get(file) ?? [])].slice(0, 5),
        requests: line.requests,
        answered,
        ...(isForEverybody ? {} : { clients: clients.slice(0, 10) }),
        from: clientsInWords(line),
        ...(clients.length === 1 && !isForEverybody ? { client: clients[0] ?? null } : {}),
      },
      at: recordsOf(line),
      identity: [line.site, line.stem],
      url: line.stem,
      ...(artifact === undefined ? {} : { artifact }),
      severity: answered === 0 ? 'medium' : onlyOwn ? 'high' : 'critical',
      outcome: answered > 0 ? 'compromise' : 'attempt',
      firstSeen: line.firstSuccess ?? line.first,
      lastSeen: line.lastSuccess ?? line.last,
      count: line.requests,
    };
  },
});
