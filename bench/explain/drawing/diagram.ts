import type { Story } from '../story.ts';
import type { Lifeline } from './lifelines.ts';

/** The heading of a drawing. */
export interface Caption {
  /** The name of the anomaly, the design and the store. */
  readonly title: string;
  /** Where it comes from. */
  readonly subtitle: string;
}

/**
 * How something is drawn: plainly; as an answer from an old state, or a node's crash or start; or
 * as where it went wrong.
 */
export type Tone = 'plain' | 'old' | 'wrong';

/** A message, from the row on which it was sent to the row on which it arrived. */
export interface Arrow {
  readonly from: number;
  readonly to: number;
  readonly row: number;
  readonly toRow: number;
  readonly label: string;
  readonly tone: Tone;
  /** Why it did not arrive, if it did not. */
  readonly lost?: string;
  /** Whether it is a second copy, made by the network. */
  readonly isCopy?: boolean;
}

/** An event on one lifeline. */
export interface Note {
  readonly lifeline: number;
  readonly row: number;
  readonly text: string;
  readonly tone: Tone;
}

/** A line across the whole diagram. */
export interface Divider {
  readonly row: number;
  readonly text: string;
}

/** A fault, over the rows in which it is on. */
export interface Band {
  readonly fromRow: number;
  /** The first row in which it is off again. */
  readonly toRow: number;
  readonly text: string;
  /** The lifeline it takes down; undefined for a fault of links. */
  readonly down?: number;
}

/** A run as a sequence diagram, independent of how it is drawn. */
export interface Diagram {
  readonly lifelines: readonly Lifeline[];
  /** For each row the time of what is on it, in milliseconds since the run began. */
  readonly rowTimesMs: readonly number[];
  readonly arrows: readonly Arrow[];
  readonly notes: readonly Note[];
  readonly dividers: readonly Divider[];
  readonly bands: readonly Band[];
  readonly story: Story;
  /** How many events before the first row are left out. */
  readonly leftOut: number;
}
