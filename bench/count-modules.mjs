// Imported before a command (`node --import`): tells on descriptor 2 of each module of the project and its packages that is loaded.
import { register } from 'node:module';

const hook = `import { writeSync } from 'node:fs';
export async function load(url, context, next) {
  if (url.startsWith('file:')) writeSync(2, '\\nloaded ' + url + '\\n');
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
