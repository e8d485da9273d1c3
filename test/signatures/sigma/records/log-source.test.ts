import { expect, it } from 'vitest';
import type { WindowsEvent } from '../../../../src/formats/windows-event/windows-event.js';
import { whyNotApplicable } from '../../../../src/signatures/sigma/log-source.js';
import { eventLogSource } from '../../../../src/signatures/sigma/records/log-source.js';

const event: WindowsEvent = {
  recordId: 1,
  time: null,
  shownTime: null,
  provider: 'Microsoft-Windows-Sysmon',
  eventId: 12,
  qualifiers: null,
  version: null,
  level: 4,
  task: null,
  opcode: null,
  keywords: null,
  channel: 'Microsoft-Windows-Sysmon/Operational',
  computer: null,
  processId: null,
  threadId: null,
  userSid: null,
  activityId: null,
  eventData: [],
  userData: [],
  message: null,
};

it.each([
  [12, 'CreateKey', 'registry_add'],
  [12, 'DeleteKey', 'registry_delete'],
  [12, 'DeleteValue', 'registry_delete'],
  [12, null, 'registry_add'],
  [13, 'SetValue', 'registry_set'],
])('event %i of Sysmon whose EventType is %s is of category %s', (eventId, type, category) => {
  const eventData = type === null ? [] : [{ name: 'EventType', value: type }];
  expect(eventLogSource({ ...event, eventId, eventData })).toEqual({ category, product: 'windows', service: 'sysmon' });
});

it.each([
  ['registry_event', 12, true],
  ['registry_event', 13, true],
  ['registry_event', 14, true],
  ['registry_event', 11, false],
  ['registry_set', 14, false],
  ['registry_rename', 14, true],
  ['file_delete', 23, true],
  ['file_delete', 26, true],
  ['file_delete_detected', 26, true],
  ['file_delete_detected', 23, false],
  ['clipboard_change', 24, true],
  ['constructor', 24, false],
])('a rule of category %s is asked about event %i of Sysmon: %j', (category, eventId, asked) => {
  const rule = { category, product: 'windows', service: null };
  expect(whyNotApplicable(rule, eventLogSource({ ...event, eventId })) === null).toBe(asked);
});
