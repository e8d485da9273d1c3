import { defineDetector } from '../../model/detector.js';
import { type LogFile, logStream } from '../../model/log-stream.js';

/** Clocks are set once in a while. */
const OFTEN = 3;

export default defineDetector({
  id: 'iis.log-altered',
  title: 'Altered IIS log',
  description:
    'IIS appends records in order of time and ends a file with a whole line. Times that go back by more than a minute, or a file that ends in the middle of a line although later ones exist, show that lines were changed or the clock was set.',
  severity: 'low',
  confidence: 'weak',
  outcome: 'hygiene',
  attack: ['T1070'],
  references: ['ANT-08', 'TIM-09'],
  falsePositives: [
    'A clock that was set',
    'A crash or a full disk',
    'Logs that were cut or put together by whoever collected them',
  ],
  nextSteps: ['Compare the file with the HttpProxy logs of the same hours', 'Look for a copy of the log in backups'],
  consumes: logStream,
  messages: {
    order: '{file} is not in order of time: steps back of more than a minute: {steps}',
    cut: '{file} ends in the middle of a line at {last}, though later logs of site {site} exist',
  },
  *conclude(inputs) {
    const seen = new Set<string>();
    for (const { input: stream } of inputs) {
      const latest = stream.files.reduce((end, { last }) => (last !== null && last > end ? last : end), '');
      for (const file of stream.files) {
        // A log of several sites is part of several streams.
        if (seen.has(file.path)) continue;
        seen.add(file.path);
        const { first, last } = file;
        // Summer time ends once a year, and the clock goes back.
        const stepsBack = Math.max(0, file.stepsBack - (file.clockUnknown === true ? 1 : 0));
        const found = { firstSeen: first, lastSeen: last };
        if (stepsBack > 0) {
          yield {
            message: 'order',
            data: { file: nameOf(file), steps: stepsBack },
            at: { type: 'fact', path: file.path, label: 'order of records', text: `steps back in time: ${stepsBack}` },
            identity: [nameOf(file), 'order'],
            severity: stepsBack >= OFTEN ? 'medium' : 'low',
            count: stepsBack,
            ...found,
          };
        }
        // The newest file is copied while IIS writes it.
        if (file.cutShort && last !== null && last < latest) {
          yield {
            message: 'cut',
            data: { file: nameOf(file), last, site: stream.site },
            at: { type: 'fact', path: file.path, label: 'end of file', text: 'no line end' },
            identity: [nameOf(file), 'cut'],
            ...found,
          };
        }
      }
    }
  },
});

function nameOf({ windowsPath, path }: LogFile): string {
  return windowsPath ?? path;
}
