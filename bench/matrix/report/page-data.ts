import { optionsOf } from '../cell.ts';
import { kindTexts } from '../failure.ts';
import { cellAt, type Matrix } from '../matrix.ts';
import { replayCommand } from '../replay-command.ts';
import type { CellResult, Seen } from '../tally.ts';
import { claimMark, messagesPerOperation, percent } from './cell-text.ts';
import { type Figure, metrics } from './metrics.ts';

/** Something seen in a cell, in words. */
export interface SeenText {
  readonly name: string;
  readonly meaning: string;
  readonly share: string;
  readonly seed: number;
  /** Repeats it. */
  readonly command: string;
  /** Draws it. */
  readonly explain: string;
}

/** All that the page shows of a cell. */
export interface PageCell {
  readonly title: string;
  readonly claim: string;
  /** One for each metric, in their order. */
  readonly figures: readonly Figure[];
  readonly failures: readonly SeenText[];
  readonly breaches: readonly SeenText[];
  /** Names and figures. */
  readonly facts: readonly (readonly [string, string])[];
}

/** The data of the page's script. */
export interface PageData {
  readonly metrics: readonly { readonly name: string; readonly meaning: string }[];
  /** In the order of the table: by design, then store, then faults. */
  readonly cells: readonly PageCell[];
}

/** The data of the page's script, from a matrix. */
export function pageData(matrix: Matrix): PageData {
  const cells = matrix.designs.flatMap((design) =>
    matrix.stores.flatMap(({ name }) =>
      matrix.faultSets.map((set) => pageCell(cellAt(matrix, design, name, set.name)!)),
    ),
  );
  return { metrics: metrics.map(({ name, meaning }) => ({ name, meaning })), cells };
}

function pageCell(result: CellResult): PageCell {
  const { design, store, faultSet, runs, failed, broken, operations, ok, freshness } = result;
  const { reads, fresh, missingSum, missingMax, ageSumMs, ageMaxMs } = freshness;
  const stale = reads - fresh;
  const mark = claimMark(result);
  return {
    title: `${design} on ${store}, faults: ${faultSet.name}`,
    claim:
      result.notClaimed !== undefined
        ? `Not claimed: ${result.notClaimed}.`
        : `${mark} It claims to survive this, and ${mark === '✓' ? 'did in every run' : 'did not'}.`,
    figures: metrics.map((metric) => metric.figure(result)),
    failures: result.failures.map((seen) => seenText(result, seen)),
    breaches: result.breaches.map((seen) => seenText(result, seen)),
    facts: [
      ['Runs that failed', `${failed} of ${runs} (${percent(failed, runs)} %)`],
      ['Broke its promise', broken === null ? 'it makes none' : `${broken} of ${runs} (${percent(broken, runs)} %)`],
      ['Fresh reads', `${grouped(fresh)} of ${grouped(reads)} (${percent(fresh, reads)} %)`],
      [
        'Stale reads missed',
        stale === 0
          ? '–'
          : `${(missingSum / stale).toFixed(1)} (most ${missingMax}), acknowledged for ${time(ageSumMs / stale)} ` +
            `(longest ${time(ageMaxMs)})`,
      ],
      ['Messages per operation', messagesPerOperation(result).toFixed(2)],
      ['KV round trips per operation', (result.kvRoundTrips / Math.max(1, operations)).toFixed(2)],
      ['Answered', `${percent(ok, operations)} % of ${grouped(operations)} operations`],
    ],
  };
}

function seenText(result: CellResult, { kind, runs, seed }: Seen): SeenText {
  const { name, meaning } = kindTexts[kind];
  const options = optionsOf(result);
  return {
    name,
    meaning,
    share: `${percent(runs, result.runs)} %`,
    seed,
    command: replayCommand(options, seed),
    explain: replayCommand(options, seed, 'explain'),
  };
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

function time(ms: number): string {
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms)} ms`;
}
