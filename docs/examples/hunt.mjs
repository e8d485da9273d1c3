import { AfterpatchError, hunt } from 'afterpatch';

const [path = 'samples/collections/exchange-2016-survivor'] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

try {
  const run = hunt({
    paths: [path],
    patchedOn: '2022-11-09',
    signal: stop.signal,
    onProgress: ({ stage, files, findings }) => console.error(`${stage}: ${files} files, ${findings} findings`),
  });

  // Findings as they come: each as it was found, not yet merged with others or put in order.
  for await (const finding of run) console.log(`found ${finding.severity}: ${finding.message.text}`);

  // The report: findings merged, related and sorted, what was and was not examined, and the verdict.
  const { verdict, coverage, findings } = await run.report;
  console.log(`${findings.length} findings: ${verdict.answer}`);
  for (const { class: name, host, state } of coverage.classes) console.log(`${host ?? 'server'}: ${name} ${state}`);
} catch (error) {
  if (!(error instanceof AfterpatchError)) throw error;
  console.error(`${error.code}: ${error.message} ${error.hint ?? ''}`);
  process.exitCode = 2;
}
