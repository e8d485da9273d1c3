import { expect, it } from 'vitest';
import { thisTool } from '../../../src/case/queue/same-tool.js';
import { toolVersion } from '../../../src/case/tool-version.js';

it('tells the version and a digest of all that ships with it, the same every time', () => {
  const [version, digest] = thisTool().split(' ');
  expect(version).toBe(toolVersion());
  expect(digest).toMatch(/^[0-9a-f]{16}$/);
  expect(thisTool()).toBe(`${version} ${digest}`);
});
