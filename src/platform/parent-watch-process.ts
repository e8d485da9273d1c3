// Runs in a thread of its own: what keeps the main thread of a process busy for ever must not outlive who started the process.

const WATCH_MS = 1_000;
const { ppid } = process;

setInterval(() => {
  if (process.ppid !== ppid) process.kill(process.pid, 'SIGKILL');
}, WATCH_MS);
