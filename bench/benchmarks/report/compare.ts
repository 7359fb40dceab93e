import { readFileSync } from 'node:fs';
import { BadCommandLine } from '../../../src/main/flags/read-flags.ts';
import { type BenchResult, benchFormat } from '../result.ts';

/** How figures stand to those of an earlier result. */
export interface Comparison {
  /** The file the earlier result is in. */
  readonly file: string;
  /** When it was measured. */
  readonly startedAt: string;
  /** New median over old, by {@link ratioKey}; only figures that both have. */
  readonly ratios: ReadonlyMap<string, number>;
}

/** The name of a figure in a {@link Comparison}. */
export function ratioKey(scope: string, table: string, labels: readonly string[], column: string): string {
  return JSON.stringify([scope, table, labels, column]);
}

/**
 * Reads an earlier result.
 *
 * @throws {BadCommandLine} when the file can't be read or is no result of this format.
 */
export function readEarlier(file: string): BenchResult {
  let result: BenchResult;
  try {
    result = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BadCommandLine(`--compare ${file} can't be read: ${(error as Error).message}`);
  }
  if (result?.format !== benchFormat) {
    throw new BadCommandLine(`--compare ${file} is no bench.json of format ${benchFormat}`);
  }
  return result;
}

/** Compares a result with an earlier one. */
export function compare(file: string, earlier: BenchResult, now: BenchResult): Comparison {
  const before = medians(earlier);
  const ratios = new Map<string, number>();
  for (const [key, median] of medians(now)) {
    const old = before.get(key);
    if (old !== undefined && old !== 0) {
      ratios.set(key, median / old);
    }
  }
  return { file, startedAt: earlier.startedAt, ratios };
}

function medians(result: BenchResult): Map<string, number> {
  const found = new Map<string, number>();
  for (const { scope, tables } of result.scopes) {
    for (const { id, rows } of tables) {
      for (const { labels, figures } of rows) {
        for (const [column, figure] of Object.entries(figures)) {
          if (figure !== null) {
            found.set(ratioKey(scope, id, labels, column), figure.median);
          }
        }
      }
    }
  }
  return found;
}
