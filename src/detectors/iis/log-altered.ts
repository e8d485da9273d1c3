import { defineDetector } from '../../model/detector.js';
import { logStream } from '../../model/log-stream.js';

export default defineDetector({
  id: 'iis.log-altered',
  title: 'A log is not as IIS writes it',
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
    order: '{file} goes back in time {steps} times',
    cut: '{file} ends in the middle of a line at {last}, though later logs of site {site} exist',
  },
  *inspect(stream) {
    const latest = stream.files.reduce((end, { last }) => (last !== null && last > end ? last : end), '');
    for (const file of stream.files) {
      const name = file.windowsPath ?? file.path;
      const found = { firstSeen: file.first, lastSeen: file.last };
      if (file.stepsBack > 0) {
        yield {
          message: 'order',
          data: { file: name, steps: file.stepsBack },
          at: {
            type: 'fact',
            path: file.path,
            label: 'order of records',
            text: `${file.stepsBack} steps back in time`,
          },
          identity: [stream.site, name, 'order'],
          severity: file.stepsBack > 1 ? 'medium' : 'low',
          count: file.stepsBack,
          ...found,
        };
      }
      // The newest file is copied while IIS writes it.
      if (file.cutShort && file.last !== null && file.last < latest) {
        yield {
          message: 'cut',
          data: { file: name, last: file.last, site: stream.site },
          at: { type: 'fact', path: file.path, label: 'end of file', text: 'no line end' },
          identity: [stream.site, name, 'cut'],
          ...found,
        };
      }
    }
  },
});
