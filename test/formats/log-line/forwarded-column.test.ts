import { expect, it } from 'vitest';
import { forwardedColumn } from '../../../src/formats/log-line/forwarded-column.js';

it.each([
  [['c-ip', 'sc-status', 'X-Forwarded-For'], 2],
  [['c-ip', 'cs(X-Real-IP)'], 1],
  [['True-Client-IP', 'c-ip', 'X-Forwarded-For'], 2],
  [['c-ip', 'CF-Connecting-IP'], 1],
  [['c-ip', 'Forwarded'], 1],
  [['c-ip', 'LB_ClientIP'], 1],
  [['c-ip', 'OriginalAddress'], 1],
  [['c-ip', 's-ip', 'cs(User-Agent)', 'cs(Referer)', 'cs(Cookie)', 'cs-host', 's-port'], -1],
  [['c-ip', 'X-Session', 'x-fullpath', 'crypt-protocol', 'X-Sender-Id'], -1],
])('finds the column of forwarded clients in %j', (columns, expected) => {
  expect(forwardedColumn(columns)).toBe(expected);
});

it.each([
  [['c-ip', 'X-Forwarded-For', 'Visitor'], ['visitor'], 2],
  [['c-ip', 'X-Forwarded-For', 'Terminal'], ['Visitor'], 1],
])('takes of %j what the configuration tells of first', (columns, told, expected) => {
  expect(forwardedColumn(columns, told)).toBe(expected);
});
