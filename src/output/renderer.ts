import type { Report } from '../model/finding.js';

export const DETAILS = ['brief', 'normal', 'full'] as const;
export type Detail = (typeof DETAILS)[number];

export function isDetail(text: string): text is Detail {
  return (DETAILS as readonly string[]).includes(text);
}

export interface RenderOptions {
  /** Colour for a terminal. */
  readonly color: boolean;
  /** How much the text report tells. */
  readonly detail?: Detail | undefined;
  /** Addresses and links in text and CSV as nobody can click them; HTML always has them so. */
  readonly defang?: boolean | undefined;
}

/** Renders a report, piece by piece. Every format ends with a line end. */
export type Renderer = (report: Report, options: RenderOptions) => Iterable<string>;

/** A format that a report can be written in. Its name is the name of its file in `formats/`. */
export interface OutputFormat {
  /** What it is for, in a line, as `hunt --help` shows it. */
  readonly purpose: string;
  readonly render: Renderer;
  /** Alerts and indicators that others act on: what somebody answers for is not among them. */
  readonly leavesOutDecided?: true;
  /** Read by people: `--defang` applies to it. What programs read is as it is. */
  readonly forPeople?: true;
}
