import { defineDetector } from '../../model/detector.js';
import type { Severity } from '../../model/finding.js';
import { clientsInWords, recordsOf, type UriLifeLine, uriLifeLine } from '../../model/life-line.js';
import type { ServerFacts } from '../../model/server.js';
import { groupBy } from '../../platform/group-by.js';
import { compareText } from '../../platform/order.js';
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
  *conclude(inputs, { server }) {
    const used = inputs.flatMap(({ input: line }) => {
      const file = filesAnswering(server, line).find((path) => server.flaggedFiles.has(path));
      return file === undefined ? [] : [{ file, line }];
    });
    // A file has one use, by whatever name it is asked for: short, as the default document of its folder, through another directory.
    for (const same of groupBy(used, ({ file, line }) => JSON.stringify([line.site, file])).values()) {
      const [first] = same;
      if (first !== undefined)
        yield useOf(
          first.file,
          same.map(({ line }) => line),
          server,
        );
    }
  },
});

function useOf(file: string, lines: readonly UriLifeLine[], server: ServerFacts) {
  const sorted = lines.toSorted((a, b) => b.requests - a.requests || compareText(a.stem, b.stem));
  const line = together(sorted);
  // Some pages answer those who do not know their secret that they are not there.
  const answered = line.statuses
    .filter(([status]) => /^(2\d\d|500)$/.test(status))
    .reduce((sum, [, count]) => sum + count, line.feignedMisses);
  const clients = line.clients.values;
  const artifact = server.files.get(file);
  const flagged = server.flaggedFiles.get(file);
  // The logon page and its scripts are sent to whoever signs in: those are its victims.
  const isForEverybody = line.uploads === 0 && (!line.executable || server.knownGood.productUrl(line.stem) === 'page');
  const onlyOwn = line.ownRequests >= line.requests;
  const others = sorted.length - 1;
  return {
    message: answered === 0 ? 'asked' : isForEverybody ? 'sent' : 'used',
    data: {
      file: artifact?.windowsPath ?? file,
      url: others === 0 ? line.stem : `${line.stem} and ${others} other ${others === 1 ? 'address' : 'addresses'}`,
      rules: [...(flagged?.rules ?? [])].slice(0, 5),
      requests: line.requests,
      answered,
      ...(isForEverybody ? {} : { clients: clients.slice(0, 10) }),
      from: clientsInWords(line),
      ...(clients.length === 1 && !isForEverybody ? { client: clients[0] ?? null } : {}),
    },
    at: sorted.flatMap(recordsOf),
    identity: [line.site, line.stem],
    url: line.stem,
    ...(artifact === undefined ? {} : { artifact }),
    severity:
      answered === 0 ? 'medium' : flagged?.severity === 'medium' ? ofDoubtful(line) : onlyOwn ? 'high' : 'critical',
    outcome: answered > 0 ? 'compromise' : 'attempt',
    firstSeen: line.firstSuccess ?? line.first,
    lastSeen: line.lastSuccess ?? line.last,
    count: line.requests,
  } as const;
}

/** Users of a page that may be an administrator's own: many, or such as sign in. */
const MANY_CLIENTS = 20;

/** What the use weighs of a file of which nothing grave is known. */
function ofDoubtful({ clients, userNames, ownRequests, requests }: UriLifeLine): Severity {
  const isOrdinary = clients.capped || clients.values.length > MANY_CLIENTS || userNames.values.length > 0;
  return isOrdinary || ownRequests >= requests ? 'medium' : 'high';
}

/** What is told of a use, over all names that a file was asked for by; of the rest, what the first says. */
function together(lines: readonly UriLifeLine[]): UriLifeLine {
  const [first] = lines;
  if (first === undefined) throw new Error('There is a line');
  const sum = (of: (line: UriLifeLine) => number) => lines.reduce((before, line) => before + of(line), 0);
  const times = (of: (line: UriLifeLine) => string | null) => lines.flatMap((line) => of(line) ?? []).sort(compareText);
  return {
    ...first,
    executable: lines.some(({ executable }) => executable),
    requests: sum(({ requests }) => requests),
    ownRequests: sum(({ ownRequests }) => ownRequests),
    uploads: sum(({ uploads }) => uploads),
    feignedMisses: sum(({ feignedMisses }) => feignedMisses),
    statuses: lines.flatMap(({ statuses }) => statuses),
    clients: {
      values: [...new Set(lines.flatMap(({ clients }) => clients.values))],
      capped: lines.some(({ clients }) => clients.capped),
    },
    first: times((line) => line.first)[0] ?? first.first,
    last: times((line) => line.last).at(-1) ?? first.last,
    firstSuccess: times((line) => line.firstSuccess)[0] ?? null,
    lastSuccess: times((line) => line.lastSuccess).at(-1) ?? null,
  };
}
