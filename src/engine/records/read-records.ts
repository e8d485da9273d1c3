import { recogniseEventExport } from '../../formats/event-export/export-format.js';
import { EventExportReader } from '../../formats/event-export/event-export-reader.js';
import { EvtxReader, isEvtx } from '../../formats/evtx/evtx-reader.js';
import { ExchangeCsvReader, recogniseExchangeLog } from '../../formats/exchange-csv/exchange-csv-reader.js';
import { ExchangeSetupReader, isExchangeSetupLog } from '../../formats/exchange-setup/exchange-setup-reader.js';
import { FtpLogReader, isFtpLog } from '../../formats/ftp-log/ftp-log-reader.js';
import { FtpRenames } from '../../formats/ftp-log/ftp-renames.js';
import { readEvent } from '../../formats/windows-event/windows-event.js';
import type { AgentSightings } from './agent-sightings.js';
import { type BuildSightings, buildOf } from './build-sightings.js';
import { EventAtHand } from './event-at-hand.js';
import { ExchangeAtHand } from './exchange-at-hand.js';
import { FtpAtHand } from './ftp-at-hand.js';
import type { RecordAtHand } from './record-hunt.js';

/** Takes what a reader reads. */
export interface RecordSink {
  /** The record is valid until this returns. */
  record(record: RecordAtHand): void;
  /** A record whose time and place alone count. */
  passed(seconds: number): void;
  loss(loss: {
    readonly reason: string;
    readonly offset: number;
    readonly line: number | null;
    readonly records: number;
    readonly bytes: number;
  }): void;
}

/** One file on its way through its reader. */
export interface RecordPass {
  /** In words. */
  readonly format: string;
  push(bytes: Uint8Array): void;
  finish(): { readonly cutShort: boolean; readonly irregular: readonly (readonly [string, number])[] };
}

/** Bytes that decide how a file is read. */
export const RECOGNISED_BYTES = 65_536;

/** What records show of a server beside what rules match. */
export interface Sightings {
  readonly builds: BuildSightings;
  readonly agents: AgentSightings;
}

/** The reader that a file's first bytes ask for; null where it is nothing that is read here. */
export function startPass(head: Uint8Array, sink: RecordSink, sightings: Sightings): RecordPass | null {
  if (isEvtx(head)) return evtxPass(sink);
  const exported = recogniseEventExport(head);
  if (exported !== null) {
    const reader = new EventExportReader(exported, {
      event: (event, offset, line) => sink.record(new EventAtHand(event, offset, line)),
      loss: (loss) => sink.loss({ ...loss, records: 1, bytes: 0 }),
    });
    return {
      format: `event log (exported as ${exported})`,
      push: (bytes) => reader.push(bytes),
      finish: () => ({ cutShort: reader.finish().cutShort, irregular: [] }),
    };
  }
  if (isFtpLog(head)) return ftpPass(sink);
  if (isExchangeSetupLog(head)) return setupPass(sink, sightings.builds);
  const header = recogniseExchangeLog(head);
  return header === null ? null : exchangePass(header.logType ?? header.kind, sink, sightings);
}

function ftpPass(sink: RecordSink): RecordPass {
  const renames = new FtpRenames();
  const reader = new FtpLogReader({
    record: (record) => sink.record(new FtpAtHand(record, renames.take(record))),
    loss: (loss) => sink.loss({ ...loss, records: 1, bytes: 0 }),
  });
  return {
    format: 'FTP log',
    push: (bytes) => reader.push(bytes),
    finish: () => {
      reader.finish();
      return { cutShort: false, irregular: [] };
    },
  };
}

function evtxPass(sink: RecordSink): RecordPass {
  const reader = new EvtxReader({
    record: ({ offset, event }) => sink.record(new EventAtHand(readEvent(event), offset, 0)),
    loss: ({ offset, bytes, reason, records }) =>
      sink.loss({ offset, line: null, reason, records: records ?? 1, bytes }),
  });
  return {
    format: 'event log',
    push: (bytes) => reader.push(bytes),
    finish: () => ({ cutShort: false, irregular: [...reader.finish().notes] }),
  };
}

function exchangePass(name: string, sink: RecordSink, { builds, agents }: Sightings): RecordPass {
  const atHand = new ExchangeAtHand();
  const reader = new ExchangeCsvReader({
    record: (record) => {
      builds.record(record);
      agents.record(record);
      atHand.set(record);
      sink.record(atHand);
    },
    loss: (loss) => sink.loss({ ...loss, records: 1, bytes: 0 }),
  });
  return {
    format: name,
    push: (bytes) => reader.push(bytes),
    finish: () => ({ cutShort: reader.finish().cutShort, irregular: [] }),
  };
}

/** A build is there once its setup has succeeded. */
function setupPass(sink: RecordSink, builds: BuildSightings): RecordPass {
  let version: string | null = null;
  const reader = new ExchangeSetupReader({
    entry: ({ seconds, text }) => {
      sink.passed(seconds);
      const named = /\bsetup version:? ?(\d{1,3}(?:\.\d{1,5}){3})/i.exec(text)?.[1];
      if (named !== undefined) version = buildOf(named);
      const succeeded = /setup operation completed successfully/i.test(text);
      if (succeeded && version !== null) builds.add(version, seconds, 'setup log');
    },
    loss: (loss) => sink.loss({ ...loss, records: 1, bytes: 0 }),
  });
  return {
    format: 'setup log',
    push: (bytes) => reader.push(bytes),
    finish: () => {
      reader.finish();
      return { cutShort: false, irregular: [] };
    },
  };
}
