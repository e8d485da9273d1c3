import type { WindowsEvent } from '../../formats/windows-event/windows-event.js';
import { EventRecord } from '../../signatures/sigma/records/event-record.js';
import type { RecordAtHand } from './record-hunt.js';

/** Values of one event that evidence shows. */
const SHOWN_VALUES = 60;

/** An event with its place in the file. */
export class EventAtHand extends EventRecord implements RecordAtHand {
  readonly seconds: number;

  constructor(
    readonly event: WindowsEvent,
    readonly offset: number,
    readonly line: number,
  ) {
    super(event);
    this.seconds = event.time === null ? Number.NaN : Date.parse(event.time) / 1000;
  }

  get computer(): string | null {
    return this.event.computer;
  }

  shown(): readonly (readonly [string, string])[] {
    const { event, cmdlet } = this;
    const told: [string, string | number | null][] = [
      ['EventID', event.eventId],
      ['Channel', event.channel],
      ['Provider_Name', event.provider],
      ['Computer', event.computer],
      ['EventRecordID', event.recordId],
      ['UserID', event.userSid],
      ['TimeShown', event.shownTime],
    ];
    if (cmdlet) told.push(['Cmdlet', cmdlet.cmdlet], ['Parameters', cmdlet.parameters], ['User', cmdlet.user]);
    const values = [...event.eventData, ...event.userData].slice(0, SHOWN_VALUES);
    values.forEach(({ name, value }, i) => {
      if (!(cmdlet && i < 3)) told.push([name === null || name === 'Data' ? `Data[${i}]` : name, value]);
    });
    if (values.length === 0) told.push(['Message', event.message]);
    const known = new Set<string>();
    return told.flatMap(([name, value]) => {
      const text = value === null ? '' : String(value).trim();
      if (text === '') return [];
      const shown = known.has(name) ? `EventData.${name}` : name;
      if (known.has(shown)) return [];
      known.add(shown);
      return [[shown, text] as const];
    });
  }
}
