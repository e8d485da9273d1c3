import type { Report } from '../model/finding.js';

export interface RenderOptions {
  /** Colour for a terminal. */
  readonly color: boolean;
}

/** Renders a report, piece by piece. Every format ends with a line end. */
export type Renderer = (report: Report, options: RenderOptions) => Iterable<string>;
