import { expect, it } from 'vitest';
import { EventAtHand } from '../../../src/engine/records/event-at-hand.js';
import type { EventValue, WindowsEvent } from '../../../src/formats/windows-event/windows-event.js';

const NOTHING: WindowsEvent = {
  recordId: null,
  time: null,
  shownTime: null,
  provider: null,
  eventId: null,
  qualifiers: null,
  version: null,
  level: null,
  task: null,
  opcode: null,
  keywords: null,
  channel: null,
  computer: null,
  processId: null,
  threadId: null,
  userSid: null,
  activityId: null,
  eventData: [],
  userData: [],
  message: null,
};
const shown = (event: Partial<WindowsEvent>) => new EventAtHand({ ...NOTHING, ...event }, 0, 1).shown();
const value = (name: string | null, text: string): EventValue => ({ name, value: text });

it('shows what an event holds, by name or place, and nothing that is empty', () => {
  const eventData = [value('Data', ' a '), value(null, 'b'), value('Named', 'c'), value('Empty', ' ')];
  expect(shown({ eventId: 7, channel: 'C', eventData, userData: [value('User', 'd')], message: 'not shown' })).toEqual([
    ['EventID', '7'],
    ['Channel', 'C'],
    ['Data[0]', 'a'],
    ['Data[1]', 'b'],
    ['Named', 'c'],
    ['User', 'd'],
  ]);
});

it('shows a message where there are no values', () => {
  expect(shown({ eventId: 7, message: 'told' })).toEqual([
    ['EventID', '7'],
    ['Message', 'told'],
  ]);
});

it('tells values of a name of the system apart, and shows each name once', () => {
  const eventData = [value('Channel', 'cleared'), value('Channel', 'again'), value('x', '1'), value('x', '2')];
  expect(shown({ channel: 'System', eventData })).toEqual([
    ['Channel', 'System'],
    ['EventData.Channel', 'cleared'],
    ['x', '1'],
    ['EventData.x', '2'],
  ]);
});

it('shows a cmdlet by what ran, not by its places, and the first sixty values', () => {
  const texts = ['New-MailboxExportRequest', '-Mailbox "x"', 'example.test/admin', 'rest'];
  const eventData = texts.map((text) => value(null, text));
  const fields = Object.fromEntries(
    shown({ provider: 'MSExchange CmdletLogs', channel: 'MSExchange Management', eventId: 1, eventData }),
  );
  expect(fields).toMatchObject({ Cmdlet: 'New-MailboxExportRequest', 'Data[3]': 'rest' });
  expect(Object.keys(fields).filter((name) => /^Data\[[012]\]$/.test(name))).toEqual([]);
  expect(shown({ eventData: Array.from({ length: 61 }, (_, i) => value(`v${i}`, 'x')) })).toHaveLength(60);
});
