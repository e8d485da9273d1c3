import { isoTime } from '../../../formats/log-line/line-time.js';
import type { Artifact } from '../../../model/artifact.js';
import type { LogFile, LogStream } from '../../../model/log-stream.js';
import { compareText } from '../../../platform/order.js';
import type { HourCount } from '../file-analysis.js';
import type { LogSummary } from '../log-summary.js';

interface Growing {
  readonly host: string | null;
  readonly site: string;
  readonly ports: Set<string>;
  readonly hours: Map<number, { requests: number; first: number; last: number }>;
  readonly files: LogFile[];
}

/** All that the merger holds, plain data. */
export type StreamContent = readonly (readonly [key: string, stream: Growing])[];

/** Joins what files say of the same site's hours. */
export class StreamMerger {
  readonly #streams = new Map<string, Growing>();

  /** `siteOf` gives the name of a site as a record tells it. */
  add(artifact: Artifact, analysis: LogSummary, siteOf: (logged: string | null) => string, clockUnknown = false): void {
    const file: LogFile = {
      path: artifact.collectedPath,
      windowsPath: artifact.windowsPath,
      size: analysis.bytes,
      records: analysis.lines.records,
      first: analysis.firstTime === null ? null : isoTime(analysis.firstTime),
      last: analysis.lastTime === null ? null : isoTime(analysis.lastTime),
      cutShort: analysis.cutShort,
      stepsBack: analysis.stepsBack,
      nulBytes: analysis.nulBytes,
      ...(clockUnknown ? { clockUnknown } : {}),
    };
    const sites = new Map<string, HourCount[]>();
    for (const hour of analysis.hours) {
      const site = siteOf(hour.site);
      sites.set(site, [...(sites.get(site) ?? []), hour]);
    }
    // A log without records is a file of the site that its path tells.
    if (sites.size === 0) sites.set(siteOf(null), []);
    for (const [site, hours] of sites) {
      const stream = this.#stream(artifact.host, site);
      stream.files.push(file);
      for (const [logged, port] of analysis.ports) if (siteOf(logged) === site) stream.ports.add(port);
      for (const { hour, requests, first, last } of hours) {
        const known = stream.hours.get(hour);
        stream.hours.set(
          hour,
          known
            ? {
                requests: known.requests + requests,
                first: Math.min(known.first, first),
                last: Math.max(known.last, last),
              }
            : { requests, first, last },
        );
      }
    }
  }

  kept(): StreamContent {
    return [...this.#streams];
  }

  resume(content: StreamContent): void {
    for (const [key, stream] of content) this.#streams.set(key, stream);
  }

  /** By host and site. */
  result(): LogStream[] {
    const streams = [...this.#streams].sort(([a], [b]) => compareText(a, b));
    return streams.map(([, { host, site, ports, hours, files }]) => ({
      host,
      site,
      ports: [...ports],
      hours: [...hours]
        .sort(([a], [b]) => a - b)
        .map(([hour, { requests, first, last }]) => ({
          start: isoTime(hour * 3600) ?? '',
          requests,
          first: isoTime(first) ?? '',
          last: isoTime(last) ?? '',
        })),
      files,
    }));
  }

  #stream(host: string | null, site: string): Growing {
    const key = `${host ?? ''}\0${site}`;
    const known = this.#streams.get(key);
    if (known) return known;
    const stream: Growing = { host, site, ports: new Set(), hours: new Map(), files: [] };
    this.#streams.set(key, stream);
    return stream;
  }
}
