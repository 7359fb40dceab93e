import { optionsOf } from '../cell.ts';
import { kindTexts } from '../failure.ts';
import { cellAt, type Matrix } from '../matrix.ts';
import { replayCommand } from '../replay-command.ts';
import type { CellResult, Seen } from '../tally.ts';
import { claimMark, messagesPerOperation, percent } from './cell-text.ts';
import { metrics } from './metrics.ts';
import type { PageCell, PageData, SeenText } from './page-data.ts';

/** The data of the page's script, from a matrix. */
export function pageData(matrix: Matrix): PageData {
  const cells = matrix.designs.flatMap((design) =>
    matrix.stores.flatMap(({ name }) =>
      matrix.faultSets.map((set) => pageCell(cellAt(matrix, design, name, set.name)!)),
    ),
  );
  return {
    metrics: metrics.map(({ figure: _, ...texts }) => texts),
    columns: matrix.stores.length * matrix.faultSets.length,
    cells,
  };
}

function pageCell(result: CellResult): PageCell {
  const { design, store, faultSet, runs, failed, broken, operations, ok, freshness } = result;
  const { reads, fresh, missingSum, missingMax, ageSumMs, ageMaxMs } = freshness;
  const stale = reads - fresh;
  const mark = claimMark(result);
  return {
    address: [design, store, faultSet.name].map(encodeURIComponent).join('/'),
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
