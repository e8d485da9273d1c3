import { readViewState } from '../../../formats/view-state/view-state.js';
import type { EventValue, WindowsEvent } from '../../../formats/windows-event/windows-event.js';
import type { LogSource } from '../ast.js';
import { FieldText, type FieldValues, pathValues, type SigmaRecord } from '../field-values.js';
import { type CmdletRun, cmdletFields, cmdletOfEvent } from './cmdlet.js';
import { eventLogSource } from './log-source.js';

/** Names that the taxonomy has for values of Security 4688. */
const PROCESS_CREATED: ReadonlyMap<string, string> = new Map([
  ['Image', 'NewProcessName'],
  ['ParentImage', 'ParentProcessName'],
  ['User', 'SubjectUserName'],
  ['LogonId', 'SubjectLogonId'],
  ['IntegrityLevel', 'MandatoryLabel'],
]);

/**
 * A Windows event as rules see it: its values by the names that its provider gives them, `Data` for those without a name (each,
 * and all together), and what stands in `System` (`EventID`, `Provider_Name`, `Channel`, `Computer`, `Level`). Events of ASP.NET have
 * `ViewState` where what they show of it, decoded, holds what no page keeps. Source: SigmaHQ's
 * taxonomy, "Windows"; the rules for MSExchange Management search keywords in all of it.
 */
export class EventRecord implements SigmaRecord {
  readonly logSource: LogSource;
  readonly cmdlet: CmdletRun | null;
  readonly #event: WindowsEvent;
  #named: Map<string, FieldValues> | null = null;
  #keywords: FieldValues | null = null;

  constructor(event: WindowsEvent) {
    this.#event = event;
    this.logSource = eventLogSource(event);
    this.cmdlet = cmdletOfEvent(event);
  }

  field(name: string): FieldValues | undefined {
    this.#named ??= this.#read();
    return this.#named.get(name) ?? this.#aliased(name);
  }

  #aliased(name: string): FieldValues | undefined {
    const alias = this.#event.eventId === 4688 ? PROCESS_CREATED.get(name) : undefined;
    return alias === undefined ? undefined : this.#named?.get(alias);
  }

  keywords(): FieldValues {
    if (this.#keywords === null) {
      const { eventData, userData, message, provider } = this.#event;
      const texts = [...eventData, ...userData].map(({ value }) => value);
      this.#keywords = pathValues([...texts, texts.join(' '), ...(message ? [message] : []), provider ?? '']);
    }
    return this.#keywords;
  }

  #read(): Map<string, FieldValues> {
    const { eventData, userData, ...system } = this.#event;
    const fields = new Map<string, FieldValues>();
    const put = (names: readonly string[], value: string | number | null): void => {
      for (const name of names) if (value !== null) fields.set(name, pathValues([String(value)]));
    };
    // What stands in System goes before values of the same name: event 104 has the channel that was cleared.
    for (const { name, value } of [...userData, ...eventData]) if (name !== null) put([name], value);
    put(['EventID', 'EventId'], system.eventId);
    put(['Provider_Name', 'ProviderName', 'Source'], system.provider);
    put(['Channel', 'LogName'], system.channel);
    put(['Computer', 'ComputerName'], system.computer);
    put(['Level'], system.level);
    put(['Task'], system.task);
    put(['Keywords'], system.keywords);
    put(['EventRecordID'], system.recordId);
    put(['UserID', 'SecurityUserID'], system.userSid);
    put(['ActivityID'], system.activityId);
    put(['Message'], system.message);
    const data = dataOf(eventData);
    if (isOfPages(this.#event)) put(['ViewState'], shownViewState(eventData));
    if (data) fields.set('Data', data);
    if (this.cmdlet) for (const [name, value] of cmdletFields(this.cmdlet)) put([name], value);
    return fields;
  }
}

/** Events of ASP.NET about a request: 1309 to 1316. */
function isOfPages({ provider, eventId }: WindowsEvent): boolean {
  return eventId !== null && eventId >= 1309 && eventId <= 1316 && provider?.startsWith('ASP.NET') === true;
}

/** What the view state of an event holds that no page keeps: names of what makes objects of it, and `MZ` for a program. */
function shownViewState(values: readonly EventValue[]): string | null {
  const state = readViewState(values.map(({ value }) => value));
  if (state === null) return null;
  return [...state.gadgets, ...(state.program === null ? [] : ['MZ'])].join(' ') || null;
}

function dataOf(values: readonly EventValue[]): FieldValues | null {
  const unnamed = values.filter(({ name }) => name === null || name === 'Data').map(({ value }) => value);
  if (unnamed.length === 0) return null;
  const whole = new FieldText(unnamed.join(' '));
  return { variants: [...pathValues(unnamed).variants, whole], raw: [whole], isNull: false };
}
