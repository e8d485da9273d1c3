import { defineDetector } from '../../model/detector.js';
import { logChange } from '../../model/log-change.js';

export default defineDetector({
  id: 'windows.log-rewritten',
  title: 'Log that is not what an earlier sweep read',
  description:
    'Services append to these logs. What an earlier sweep read is not in this log any more, nor in any other of the server: lines were taken out or changed, or the file was put in place of the log. What was read then still counts.',
  severity: 'high',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1070'],
  references: ['ANT-08', 'TIM-09'],
  falsePositives: [
    'A collection that copied the log only in part',
    'A log that was restored from an older backup',
    'A tool that edits logs, such as one that takes out personal data',
  ],
  nextSteps: [
    'Collect the log once more, and compare it with a copy in a backup or a SIEM',
    'Compare the hours of its last records with the other logs of the server',
  ],
  consumes: logChange,
  messages: {
    shrank: '{file} is shorter than when it was read by an earlier sweep: {now} bytes of {before}',
    rewritten: '{file} no longer holds what an earlier sweep read in it: its {before} bytes were changed',
    replaced: '{file} is another log than an earlier sweep read under this name, and that one is nowhere else',
  },
  *inspect({ change, sizeBefore: before, sizeNow: now, sha256Before, sha256Now, lastRecordBefore }, { artifact }) {
    if (change !== 'shrank' && change !== 'rewritten' && change !== 'replaced') return;
    const path = artifact?.collectedPath ?? null;
    yield {
      message: change,
      data: { file: artifact?.windowsPath ?? artifact?.collectedPath ?? '', before, now },
      at: [
        { type: 'fact', path, label: 'SHA-256 as read earlier', text: sha256Before },
        { type: 'fact', path, label: 'SHA-256 now', text: sha256Now },
      ],
      identity: [change, sha256Before],
      ...(lastRecordBefore !== null && { firstSeen: lastRecordBefore, lastSeen: lastRecordBefore }),
    };
  },
});
