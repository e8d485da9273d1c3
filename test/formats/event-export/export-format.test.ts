import { expect, it } from 'vitest';
import { recogniseEventExport } from '../../../src/formats/event-export/export-format.js';

const labels = (...names: string[]): string => names.map((name) => `${name.padEnd(13)} : x`).join('\r\n');

it.each([
  ['<Event xmlns="http://a">', 'xml'],
  ['\ufeff  <?xml version="1.0"?>\n<Events a="b"><Event xmlns = "x">', 'xml'],
  ['<Events><Event xmlns="x">', 'xml'],
  ['<Event>', null],
  ['<html><Event xmlns="x">', null],
  ['Event[0]:\r\n  Log Name: System', 'wevtutil-text'],
  ['Event[12]\n', 'wevtutil-text'],
  ['Event[a]:\n', null],
  ['Event[0]: x\n', null],
  ['{"EventID":1,"Channel":"System"}', 'json'],
  ['[{"EventId":1,"LogName":"System"}]', 'json'],
  ['{"Id":1,"ProviderName":"a"}', 'json'],
  ['{"Id":1,"LogName":"a"}', null],
  ['{"ProviderName":"a"}', null],
  ['{"EventID":1}', null],
  ['{"EventID":1,"Provider":{}}', 'json'],
  ['{"Channel":"System"}', null],
  ['"EventId","RecordId"\n', 'csv'],
  ['#TYPE System.Diagnostics\n"Id","ProviderName","LogName"\r\n', 'csv'],
  ['Id,ProviderName,EventRecordID\n', 'csv'],
  ['EventID,Channel\n', 'csv'],
  ['EventID,RecordNumber\n', 'csv'],
  ['Id,LogName\n', null],
  ['ProviderName,LogName\n', null],
  ['EventID,Computer\n', null],
  ['Timestamp,EventID\nChannel,x\n', null],
  [labels('ProviderName', 'Id', 'TimeCreated'), 'format-list'],
  [labels('Message', 'TimeCreated', 'Id', 'ProviderName'), 'format-list'],
  [labels('ProviderName', 'Id'), null],
  [labels('ProviderName', 'TimeCreated'), null],
  [labels('Id', 'TimeCreated'), null],
  ['ProviderName: x\nId: x\nTimeCreated: x', null],
  ['', null],
  ['a text', null],
])('%j is %s', (text, format) => {
  expect(recogniseEventExport(Buffer.from(text))).toBe(format);
  expect(recogniseEventExport(Buffer.from(`\ufeff${text}`, 'utf16le'))).toBe(format);
});
