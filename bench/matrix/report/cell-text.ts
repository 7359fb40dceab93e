import { type Kind, kindTexts } from '../failure.ts';
import type { CellResult, Seen } from '../tally.ts';
import { breaksClaim } from '../tally.ts';

/** A share as a whole percentage that is 0 only for none and 100 only for all. */
export function percent(part: number, whole: number): string {
  if (whole === 0) {
    return '–';
  }
  const rounded = Math.round((100 * part) / whole);
  if (rounded === 0 && part > 0) {
    return '<1';
  }
  return rounded === 100 && part < whole ? '>99' : String(rounded);
}

/**
 * The ways of failing that a cell has room for: the commonest, and a second one if nearly as
 * common.
 */
export function mainFailures({ failures }: CellResult): readonly Kind[] {
  const [first, second] = failures;
  if (first === undefined) {
    return [];
  }
  return second !== undefined && second.runs * 2 >= first.runs ? [first.kind, second.kind] : [first.kind];
}

/** How a cell's runs failed, in a few words; empty when none did. */
export function howItFails(result: CellResult): string {
  return mainFailures(result)
    .map((kind) => kindTexts[kind].name)
    .join(', ');
}

/**
 * `✓` where a design keeps a promise that it claims to keep, `✗` where it breaks it, empty where it
 * claims nothing.
 */
export function claimMark(result: CellResult): '✓' | '✗' | '' {
  if (result.notClaimed !== undefined) {
    return '';
  }
  return breaksClaim(result) ? '✗' : '✓';
}

/**
 * The failure whose seed represents the cell: the commonest, or when none failed the commonest
 * wrong read.
 */
export function telling({ failures, breaches }: CellResult): Seen | undefined {
  return failures[0] ?? breaches[0];
}

/** Messages of nodes and store per operation, as Maelstrom counts them. */
export function messagesPerOperation({ serverMessages, operations }: CellResult): number {
  return operations === 0 ? 0 : serverMessages / operations;
}
