import { isObject, isRecord } from '../../platform/objects.js';
import { shallowJson } from '../../platform/shallow-json.js';
import { type EventValue, MAXIMUM_VALUES, type WindowsEvent, wholeNumber } from '../windows-event/windows-event.js';
import { exportedTime } from './event-time.js';

/** A row of an export: values by their names in lower case; those of JSON may be objects. */
export type ExportRow = ReadonlyMap<string, unknown>;

/** English names that tools write for levels; the words of other languages are not guessed at. */
const LEVELS: Readonly<Record<string, number>> = {
  critical: 1,
  error: 2,
  warning: 3,
  information: 4,
  info: 4,
  verbose: 5,
  loginformation: 4,
};

/** The event of a row that `Get-WinEvent`, EvtxECmd or hayabusa wrote, or of a JSON tree that follows the schema of events. */
export function rowEvent(row: ExportRow): WindowsEvent | null {
  const system = objectOf(objectOf(row.get('event'))?.get('system') ?? row.get('system'));
  const fields = system ? new Map([...row, ...system]) : row;
  const text = (...names: readonly string[]) => textOf(names.map((name) => fields.get(name)).find((v) => textOf(v)));
  const id = text('eventid', 'id');
  if (wholeNumber(id) === null) return null;
  // EvtxECmd writes UTC without saying so; hayabusa's level is that of its rule.
  const isEvtxECmd = fields.has('mapdescription') || fields.has('chunknumber');
  const isTimeline = fields.has('ruletitle');
  const level = isTimeline ? null : text('level', 'leveldisplayname');
  const content = objectOf(row.get('event')) ?? row;
  return {
    recordId: wholeNumber(text('eventrecordid', 'recordid')),
    ...exportedTime(text('timecreated', 'timestamp', 'systemtime') ?? '', isEvtxECmd),
    provider: text('provider', 'providername', 'source', 'provider_attributes'),
    eventId: wholeNumber(id),
    qualifiers: wholeNumber(text('qualifiers')),
    version: wholeNumber(text('version')),
    level: wholeNumber(level) ?? LEVELS[level?.toLowerCase() ?? ''] ?? null,
    task: wholeNumber(text('task')),
    opcode: wholeNumber(text('opcode')),
    keywords: text('keywords'),
    channel: text('channel', 'logname'),
    computer: text('computer', 'machinename'),
    processId: wholeNumber(text('processid')),
    threadId: wholeNumber(text('threadid')),
    userSid: text('userid', 'usersid'),
    activityId: text('activityid'),
    eventData: [
      ...valuesOf(content.get('eventdata')),
      ...propertiesOf(row.get('properties')),
      ...payloadOf(row.get('payload')),
      ...detailsOf(row.get('details')),
      ...detailsOf(row.get('extrafieldinfo')),
      ...detailsOf(row.get('allfieldinfo')),
    ].slice(0, MAXIMUM_VALUES),
    userData: valuesOf(content.get('userdata')).slice(0, MAXIMUM_VALUES),
    message: text('message'),
  };
}

/** Properties of a JSON object by their names in lower case; null for anything else. */
export function objectOf(value: unknown): ExportRow | null {
  if (!isRecord(value)) return null;
  return new Map(Object.entries(value).map(([name, one]) => [name.toLowerCase(), one]));
}

/** Of an object, what it stands for: its `#text`, `Value`, `Name` or `SystemTime`. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const object = objectOf(value);
  if (!object) return null;
  for (const name of ['#text', 'value', 'name', 'systemtime']) {
    const found = object.get(name);
    if (typeof found === 'string' || typeof found === 'number') return String(found);
  }
  return null;
}

/** `{"Data":[{"@Name":"a","#text":"b"}]}`, `{"Data":["a","b"]}` or `{"a":"b"}`; what is nested deeper as JSON text. */
function valuesOf(data: unknown): EventValue[] {
  if (!isObject(data)) return [];
  return Object.entries(data).flatMap(([name, value]): EventValue[] => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.map((one) => {
      const item = objectOf(one);
      const label = item?.get('@name');
      if (typeof label === 'string') return { name: label, value: textOf(item?.get('#text')) ?? '' };
      return { name: name === 'Data' ? null : name, value: plainText(one) };
    });
  });
}

/** `Get-WinEvent | ConvertTo-Json`: values in their order. */
function propertiesOf(properties: unknown): EventValue[] {
  if (!Array.isArray(properties)) return [];
  return properties.map((one) => ({ name: null, value: plainText(objectOf(one)?.get('value') ?? one) }));
}

/** EvtxECmd: the event's data as JSON text. */
function payloadOf(payload: unknown): EventValue[] {
  const parsed = typeof payload === 'string' ? shallowJson(payload) : payload;
  const object = objectOf(parsed);
  return object ? [...valuesOf(object.get('eventdata')), ...valuesOf(object.get('userdata'))] : [];
}

/** hayabusa: an object, or `Name: value` with broken bars between them. */
function detailsOf(details: unknown): EventValue[] {
  if (typeof details !== 'string') return valuesOf(details);
  return details
    .split(' ¦ ')
    .map((part) => /^([\w .()/-]{1,64}): ?(.*)$/s.exec(part))
    .flatMap((match) => (match ? [{ name: match[1] ?? '', value: match[2] ?? '' }] : []));
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? (textOf(value) ?? JSON.stringify(value)) : String(value);
}
