import { attributeOf, childElement, type EventElement, textOf } from './event-element.js';

/** One value of an event: named by its provider's manifest, or one of a list (classic providers: Exchange, ASP.NET). */
export interface EventValue {
  readonly name: string | null;
  readonly value: string;
}

/**
 * A record of a Windows event log, whatever it was read from. What a source does not have is null or empty. Values are texts as
 * Event Viewer's XML shows them. `computer` may be a collector of forwarded events: it says who wrote, not whose host it is.
 */
export interface WindowsEvent {
  /** Number in its log. Numbers beyond 2^53 are rounded. */
  readonly recordId: number | null;
  /** UTC, ISO 8601, as precise as the source has it. */
  readonly time: string | null;
  /** The time as an export shows it, where it tells no zone (and often in the words of a language): then `time` is null. */
  readonly shownTime: string | null;
  readonly provider: string | null;
  readonly eventId: number | null;
  /** Upper half of a classic event's id: 16384 information, 32768 warning, 49152 error. */
  readonly qualifiers: number | null;
  readonly version: number | null;
  /** 0 always, 1 critical, 2 error, 3 warning, 4 information, 5 verbose. */
  readonly level: number | null;
  readonly task: number | null;
  readonly opcode: number | null;
  /** A number in hexadecimal, or the words of an export. */
  readonly keywords: string | null;
  readonly channel: string | null;
  readonly computer: string | null;
  readonly processId: number | null;
  readonly threadId: number | null;
  readonly userSid: string | null;
  readonly activityId: string | null;
  /** EventData, in order, empty ones too: a position means something to classic providers. */
  readonly eventData: readonly EventValue[];
  /** Leaves of UserData by their element's name, and its attributes that are no namespaces. */
  readonly userData: readonly EventValue[];
  /** The text for people, where the source has it: rendered on forwarding or by an export. In the language of the server. */
  readonly message: string | null;
}

/** The most values taken of one event; real ones have under a hundred. */
export const MAXIMUM_VALUES = 4096;

/** Reads an `<Event>`; the source is https://schemas.microsoft.com/win/2004/08/events/event (Microsoft's "Event Schema"). */
export function readEvent(event: EventElement): WindowsEvent {
  const system = childElement(event, 'System');
  const provider = childElement(system, 'Provider');
  const id = childElement(system, 'EventID');
  const execution = childElement(system, 'Execution');
  const text = (name: string) => textOf(childElement(system, name)) || null;
  return {
    recordId: wholeNumber(text('EventRecordID')),
    time: attributeOf(childElement(system, 'TimeCreated'), 'SystemTime'),
    shownTime: null,
    provider: attributeOf(provider, 'Name') ?? attributeOf(provider, 'EventSourceName'),
    eventId: wholeNumber(textOf(id)),
    qualifiers: wholeNumber(attributeOf(id, 'Qualifiers')),
    version: wholeNumber(text('Version')),
    level: wholeNumber(text('Level')),
    task: wholeNumber(text('Task')),
    opcode: wholeNumber(text('Opcode')),
    keywords: text('Keywords'),
    channel: text('Channel'),
    computer: text('Computer'),
    processId: wholeNumber(attributeOf(execution, 'ProcessID')),
    threadId: wholeNumber(attributeOf(execution, 'ThreadID')),
    userSid: attributeOf(childElement(system, 'Security'), 'UserID'),
    activityId: attributeOf(childElement(system, 'Correlation'), 'ActivityID'),
    eventData: eventDataOf(childElement(event, 'EventData')),
    userData: userDataOf(childElement(event, 'UserData')),
    message: textOf(childElement(childElement(event, 'RenderingInfo'), 'Message')) || null,
  };
}

/** A whole number, decimal or `0x` hexadecimal; null for anything else. */
export function wholeNumber(text: string | null): number | null {
  return text !== null && /^(?:\d{1,20}|0x[0-9a-f]{1,16})$/i.test(text) ? Number(text) : null;
}

function eventDataOf(data: EventElement | null): EventValue[] {
  const values: EventValue[] = [];
  for (const child of data?.children ?? []) {
    if (values.length >= MAXIMUM_VALUES) break;
    if (typeof child === 'string') {
      if (child.trim() !== '') values.push({ name: null, value: child });
    } else if (child.name === 'Data') values.push({ name: attributeOf(child, 'Name'), value: textOf(child) });
    else values.push({ name: child.name, value: textOf(child) });
  }
  return values;
}

function userDataOf(data: EventElement | null): EventValue[] {
  const values: EventValue[] = [];
  const add = (element: EventElement): void => {
    if (values.length >= MAXIMUM_VALUES) return;
    for (const { name, value } of element.attributes) if (!/^xmlns\b/i.test(name)) values.push({ name, value });
    const inside = element.children.filter((child) => typeof child !== 'string');
    if (inside.length > 0) for (const child of inside) add(child);
    else if (element.children.length > 0) values.push({ name: element.name, value: textOf(element) });
  };
  for (const child of data?.children ?? []) if (typeof child !== 'string') add(child);
  return values;
}
