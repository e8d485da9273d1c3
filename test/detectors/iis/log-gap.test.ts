import detector from '../../../src/detectors/iis/log-gap.js';
import type { LogHour, LogStream } from '../../../src/model/log-stream.js';
import { testDetector } from '../../helpers/detector-tester.js';

const HOUR = 3_600_000;
const begin = Date.parse('2021-08-02T00:00:00Z');
const iso = (time: number) => new Date(time).toISOString();

/** Ten days of one site; `requests` tells each hour's count, zero for none. */
function stream(site: string, requests: (day: number, hour: number) => number): LogStream {
  const hours: LogHour[] = [];
  for (let i = 0; i < 240; i += 1) {
    const start = begin + i * HOUR;
    const count = requests(Math.floor(i / 24), i % 24);
    if (count > 0)
      hours.push({ start: iso(start), requests: count, first: iso(start + 1_000), last: iso(start + HOUR - 1_000) });
  }
  return {
    host: null,
    site,
    ports: [site === '1' ? '443' : '444'],
    hours,
    files: [
      {
        path: `W3SVC${site}/u_ex210802.log`,
        windowsPath: null,
        size: 1,
        records: 1,
        first: hours[0]?.first ?? null,
        last: hours.at(-1)?.last ?? null,
        cutShort: false,
        stepsBack: 0,
        nulBytes: 0,
      },
    ],
  };
}
/** The stream, and the same again so many hours later. */
function joined(input: LogStream, later: number): LogStream {
  const again = input.hours.map((hour) => ({ ...hour, start: iso(Date.parse(hour.start) + later * HOUR) }));
  return { ...input, hours: [...input.hours, ...again] };
}
const inputs = (...streams: LogStream[]) => streams.map((input) => ({ input }));
/** The same in the local time of a server whose time zone is not known. */
function local(input: LogStream): LogStream {
  return { ...input, files: input.files.map((file) => ({ ...file, clockUnknown: true })) };
}
/** Office hours in local time, as UTC shows them: an hour earlier from the fifth day on. */
const office = (day: number, hour: number) => {
  const clock = hour + (day < 5 ? 1 : 2);
  return clock >= 7 && clock < 19 ? 300 : 0;
};
const hole = (day: number, hour: number) => (day === 5 && hour >= 2 && hour < 6 ? 0 : 400);

testDetector(detector, {
  hits: [
    {
      name: 'four hours that the back end was used in',
      inputs: inputs(
        stream('1', hole),
        stream('2', () => 600),
      ),
      detections: [
        {
          message: 'alone',
          at: { label: 'gap', path: 'W3SVC1/u_ex210802.log' },
          severity: 'high',
          data: {
            from: '2021-08-07T02:00:00.000Z',
            until: '2021-08-07T06:00:00.000Z',
            hours: 4,
            other: '2',
            otherRequests: 2_400,
          },
          identity: ['1', '2021-08-07T02:00:00.000Z'],
        },
      ],
    },
    {
      name: 'four hours in which the back end only had its probes',
      inputs: inputs(
        stream('1', hole),
        stream('2', (day, hour) => (hole(day, hour) === 0 ? 30 : 600)),
      ),
      detections: [{ message: 'alone', at: { label: 'gap' }, severity: 'medium' }],
    },
    {
      name: 'four hours by a clock that is not known, when the back end may have rested, too',
      inputs: inputs(
        local(stream('1', hole)),
        stream('2', (day, hour) => hole(day, hour + 2)),
      ),
      detections: [
        { message: 'together', at: { label: 'gap' }, severity: 'low' },
        { message: 'together', at: { label: 'gap' }, severity: 'low' },
      ],
    },
    {
      name: 'four hours of the only site',
      inputs: inputs(stream('1', hole)),
      detections: [{ message: 'together', at: { label: 'gap' }, severity: 'low', data: { hours: 4 } }],
    },
    {
      name: 'a day without a log',
      inputs: inputs(stream('1', (day) => (day === 4 ? 0 : 90))),
      detections: [{ message: 'together', at: { label: 'gap' }, severity: 'low', data: { hours: 24 } }],
    },
  ],
  misses: [
    { name: 'a site that never rests', inputs: inputs(stream('1', () => 300)) },
    {
      name: 'a site that sleeps at night',
      looksAlike: true,
      inputs: inputs(stream('1', (_, hour) => (hour < 6 ? 0 : 300))),
    },
    {
      name: 'a site that rests at weekends',
      looksAlike: true,
      inputs: inputs(stream('1', (day, hour) => (day % 7 > 4 || hour < 7 || hour > 18 ? 0 : 300))),
    },
    {
      name: 'a restart of an hour',
      looksAlike: true,
      inputs: inputs(stream('1', (day, hour) => (day === 5 && hour === 3 ? 0 : 400))),
    },
    {
      name: 'office hours when summer time begins',
      looksAlike: true,
      inputs: inputs(
        stream('1', office),
        stream('2', () => 300),
      ),
    },
    {
      name: 'office hours when summer time ends',
      looksAlike: true,
      inputs: inputs(
        stream('1', (day, hour) => office(9 - day, hour)),
        stream('2', () => 300),
      ),
    },
    {
      name: 'the hour that a local clock skips',
      looksAlike: true,
      inputs: inputs(local(stream('1', (day, hour) => (day === 5 && hour === 2 ? 0 : 400)))),
    },
    {
      name: 'a site that hardly anybody asks',
      inputs: inputs(stream('1', (day, hour) => (hole(day, hour) === 0 ? 0 : 3))),
    },
    {
      name: 'two days, which tell no rhythm',
      inputs: inputs(stream('1', (day, hour) => (day > 1 || (day === 1 && hour < 5) ? 0 : 300))),
    },
    {
      name: 'logs of two times, years apart',
      looksAlike: true,
      inputs: inputs(
        joined(
          stream('1', () => 300),
          400 * 24,
        ),
      ),
    },
    { name: 'a log without a record', inputs: inputs(stream('1', () => 0)) },
  ],
});
