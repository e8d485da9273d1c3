// Imported before a command (`node --import`): tells on descriptor 2, as the process ends, how many processes it started and how many
// messages it got from them. What it sent is not counted: how many jobs go into one message depends on who is ready first.
import childProcess from 'node:child_process';
import { writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { fork } = childProcess;
let [processes, messages] = [0, 0];
childProcess.fork = (...given) => {
  const child = fork(...given);
  processes += 1;
  child.on('message', () => {
    messages += 1;
  });
  const { removeAllListeners } = child;
  // A process that goes from one pool to the next is listened to anew.
  child.removeAllListeners = (event) => {
    removeAllListeners.call(child, event);
    if (event === 'message')
      child.on('message', () => {
        messages += 1;
      });
    return child;
  };
  return child;
};
syncBuiltinESMExports();
process.on('exit', () => writeSync(2, `\nstarted ${processes} got ${messages}\n`));
