import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveStepAfter } from 'd3-shape';
import { utcFormat } from 'd3-time-format';
import type { Report, RequestVolume, Subject } from '../../model/finding.js';
import { fileNameOf } from '../../platform/windows-path.js';
import { defanged } from '../defanged.js';
import { html, type Markup } from './markup.js';

const WIDTH = 1_140;
const LABELS = 230;
const RIGHT = 44;
const ROW = 20;
const VOLUME = 46;
const PLOT = WIDTH - RIGHT - LABELS;
const ZOOMED_TICKS = 5;
/** The first and the last stay within the picture. */
const ENDS: Readonly<Record<number, string>> = { 0: 'start', [ZOOMED_TICKS - 1]: 'end' };
/** Rows of one server; the tables below have the rest. */
const MOST_ROWS = 30;

const TICK = utcFormat('%Y-%m-%d');

/**
 * Everything that has a time, one lane for each server: the shades before and after the patch, how busy its sites were and where its
 * logs have gaps, the lives of what was left, and of who used it. Null where nothing has a time.
 */
export function timePicture(report: Report): Markup | null {
  const { subjects, requestVolume, timeline, parameters } = report;
  const members = subjects.filter(({ incident }) => incident !== null);
  const times = [
    ...members.flatMap(({ firstSeen, lastSeen }) => [firstSeen, lastSeen]),
    ...timeline.map(({ time }) => time),
    ...requestVolume.flatMap((volume) => [volume.start, endOf(volume)]),
  ].flatMap((time) => (time === null ? [] : Date.parse(time)));
  const [first, last] = [least(times), most(times)];
  if (first === null || last === null) return null;
  const x = scaleUtc([new Date(first), new Date(last === first ? first + 3_600_000 : last)], [LABELS, WIDTH - RIGHT]);
  const hosts = [...new Set([...members.map(({ host }) => host), ...requestVolume.map(({ host }) => host)])];
  let top = 24;
  const lanes = hosts.map((host) => {
    const patch = timeline.find((fact) => fact.kind === 'patch' && fact.host === host)?.time ?? parameters.patchedOn;
    const { shapes, labels, height } = lane(
      host,
      top,
      members.filter((one) => one.host === host),
      requestVolume.filter((one) => one.host === host),
      patch === null ? null : Date.parse(patch),
      x,
    );
    top += height;
    return { shapes, labels };
  });
  const ticks = x.ticks(8).map((tick) => ({ at: round(x(tick)), name: TICK(tick) }));
  const lines = ticks.map(({ at }) => html`<line class="axis" x1="${at}" y1="18" x2="${at}" y2="${top}"/>`);
  const names = ticks.map(
    ({ at, name }) => html`<text class="whole" x="${at}" y="12" text-anchor="middle">${name}</text>`,
  );
  const said = `Requests, and the lives of ${members.length} things found on ${hosts.length} servers, from ${new Date(first).toISOString()} to ${new Date(last).toISOString()}`;
  // What is drawn by time stands in a picture of its own, so that a script can show a part of it; names stay where they are.
  const plot = html`<svg class="plot" x="${LABELS}" y="0" width="${PLOT}" height="${top}" viewBox="${LABELS} 0 ${PLOT} ${top}" preserveAspectRatio="none">${lines}${lanes.map(({ shapes }) => shapes)}</svg>`;
  const zoomed = Array.from(
    { length: ZOOMED_TICKS },
    (_, at) =>
      html`<text class="part" x="${round(LABELS + (PLOT * at) / (ZOOMED_TICKS - 1))}" y="12" text-anchor="${ENDS[at] ?? 'middle'}"></text>`,
  );
  const [from, to] = x.domain().map((end) => String(end.getTime()));
  const controls = html`<div class="filters"><label>From <input id="from" type="datetime-local"></label><label>to <input id="to" type="datetime-local"></label><button id="closer" type="button">Closer</button><button id="wider" type="button">Wider</button><button id="whole" type="button">All</button><span class="faint">or draw over the picture</span></div>`;
  return html`<figure id="picture" data-from="${from ?? ''}" data-to="${to ?? ''}">${controls}<svg viewBox="0 0 ${WIDTH} ${top + 6}" role="img" aria-label="${said}">${plot}${names}${zoomed}${lanes.map(({ labels }) => labels)}</svg><figcaption class="faint">Shaded: before and after the patch. Grey: requests of the server's sites; yellow: no requests in the logs. Bars: first to last trace. Times are UTC.</figcaption></figure>`;
}

function lane(
  host: string | null,
  top: number,
  members: readonly Subject[],
  volumes: readonly RequestVolume[],
  patch: number | null,
  x: ReturnType<typeof scaleUtc<number>>,
): { shapes: Markup; labels: Markup; height: number } {
  const rows = [...members.slice(0, MOST_ROWS).map(lifeOf), ...actorsOf(members).slice(0, MOST_ROWS)];
  const height = VOLUME + 18 + rows.length * ROW + 8;
  const [left, right] = [LABELS, WIDTH - RIGHT];
  const at = patch === null ? null : Math.min(Math.max(round(x(new Date(patch))), left), right);
  const shades =
    at === null
      ? null
      : html`<rect class="before" x="${left}" y="${top}" width="${at - left}" height="${height - 4}"/><rect class="after" x="${at}" y="${top}" width="${right - at}" height="${height - 4}"/><line class="patch" x1="${at}" y1="${top}" x2="${at}" y2="${top + height - 4}"/>`;
  const patchName = at === null ? null : html`<text class="whole" x="${at + 3}" y="${top + 12}">patch</text>`;
  const bars = rows.map(({ title, from, to, kind }, index) => {
    const start = round(x(new Date(from)));
    const width = Math.max(3, round(x(new Date(to))) - start);
    return html`<rect class="${kind}" x="${start}" y="${top + VOLUME + 20 + index * ROW}" width="${width}" height="10" rx="2"><title>${defanged(title)}</title></rect>`;
  });
  const names = rows.map(
    ({ label }, index) =>
      html`<text x="${left - 8}" y="${top + VOLUME + 28 + index * ROW}" text-anchor="end">${shortened(defanged(label), 36)}</text>`,
  );
  const name = html`<text x="4" y="${top + 14}" font-weight="700">${shortened(host ?? 'server not named', 34)}</text>`;
  return {
    shapes: html`<g>${shades}${volumes.map((volume) => volumePicture(volume, volumes, top, x))}${bars}</g>`,
    labels: html`<g>${patchName}${name}${names}</g>`,
    height,
  };
}

interface Bar {
  readonly label: string;
  readonly title: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'life' | 'actor';
}

function lifeOf({ what, name, firstSeen, lastSeen, lastUsed }: Subject): Bar {
  const from = Date.parse(firstSeen ?? lastSeen ?? lastUsed ?? '1970-01-01');
  const to = Date.parse(
    lastUsed !== null && lastUsed > (lastSeen ?? '') ? lastUsed : (lastSeen ?? firstSeen ?? '1970-01-01'),
  );
  const end = fileNameOf(name);
  return {
    label: `${what} ${end}`,
    title: `${what} ${name}: ${firstSeen ?? 'time not known'} to ${lastSeen ?? 'time not known'}`,
    from,
    to,
    kind: 'life',
  };
}

function actorsOf(members: readonly Subject[]): Bar[] {
  const clients = [...new Set(members.flatMap((one) => one.clients))];
  return clients.flatMap((client) => {
    const times = members
      .filter((one) => one.clients.length === 1 && one.clients[0] === client)
      .flatMap(({ firstSeen, lastSeen, lastUsed }) => [firstSeen, lastUsed ?? lastSeen])
      .flatMap((time) => (time === null ? [] : Date.parse(time)));
    const [from, to] = [least(times), most(times)];
    return from === null || to === null
      ? []
      : [{ label: client, title: `client ${client}`, from, to, kind: 'actor' as const }];
  });
}

function volumePicture(
  volume: RequestVolume,
  all: readonly RequestVolume[],
  top: number,
  x: ReturnType<typeof scaleUtc<number>>,
): Markup {
  const peak = most(all.flatMap(({ requests }) => most(requests) ?? 0)) ?? 0;
  const y = scaleLinear([0, Math.max(1, peak)], [top + VOLUME + 12, top + 16]);
  const start = Date.parse(volume.start);
  const timeOf = (index: number) => new Date(start + index * volume.step * 1000);
  const points = [...volume.requests, 0].map((requests, index) => ({ requests, time: timeOf(index) }));
  const path = area<(typeof points)[number]>()
    .x(({ time }) => round(x(time)))
    .y0(round(y(0)))
    .y1(({ requests }) => round(y(requests)))
    .curve(curveStepAfter)(points);
  const gaps = volume.requests.flatMap((requests, index) => {
    if (requests > 0) return [];
    const from = round(x(timeOf(index)));
    return [
      html`<rect class="gap" x="${from}" y="${top + VOLUME + 12}" width="${Math.max(1, round(x(timeOf(index + 1))) - from)}" height="3"/>`,
    ];
  });
  return html`<path class="volume" d="${path ?? ''}"/>${gaps}`;
}

function endOf({ start, step, requests }: RequestVolume): string {
  return new Date(Date.parse(start) + requests.length * step * 1000).toISOString();
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `…${text.slice(text.length - length + 1)}`;
}

/** Tenths of a pixel: the same bytes on every system. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Lists can be longer than a call has arguments. */
function least(values: readonly number[]): number | null {
  return values.reduce<number | null>((known, value) => (known === null || value < known ? value : known), null);
}

function most(values: readonly number[]): number | null {
  return values.reduce<number | null>((known, value) => (known === null || value > known ? value : known), null);
}
