import type { Quantiles } from '../quantiles.ts';

/** What the progress of a test says. */
export interface ProgressFacts {
  /** Whether the times are of a clock that goes by as fast as the nodes are. */
  readonly isVirtual: boolean;
  readonly atMs: number;
  /** How long the test takes if nothing hangs. */
  readonly expectedMs: number;
  readonly phase: string;
  /** Operations since the last line, and the quantiles of their latencies. */
  readonly operations: number;
  readonly opsPerSecond: number;
  readonly latencyMs: Quantiles;
  /** Key-value round trips since the last line. */
  readonly roundTrips: number;
  readonly faults: readonly string[];
}

/** The progress as a line of a file, without a line end. */
export function plainProgress(facts: ProgressFacts): string {
  const figures = figuresOf(facts, 'KV round trips/op').join('   ');
  const faults = facts.faults.length > 0 ? `   [${facts.faults.join('; ')}]` : '';
  return `${secondsOf(facts.atMs).padStart(4)} ${unitOf(facts)}   ${figures}${faults}`;
}

/** Of a terminal's width; the bar keeps its length whatever stands beside it. */
const barShare = 1 / 7;

/**
 * The progress on a terminal: time, bar and as many of the figures as there is room for, and the
 * faults that are on, on a line of their own when they are long.
 */
export function terminalProgress(facts: ProgressFacts, columns: number): string {
  // What takes longer than expected is not done, however.
  const expectedMs = Math.max(facts.expectedMs, facts.atMs);
  const total = secondsOf(expectedMs);
  const time = `${secondsOf(facts.atMs).padStart(total.length)} of ${total} ${unitOf(facts)}`;
  let line = `${time}  ${barOf(facts.atMs / expectedMs, Math.floor(columns * barShare))}`;
  const fits = (more: string) => line.length + 2 + more.length <= columns;
  for (const figure of figuresOf(facts, 'KV/op').map((text) => text.replace(/;.*/, ''))) {
    line += fits(figure) ? `  ${figure}` : '';
  }
  if (facts.faults.length === 0) {
    return line;
  }
  const faults = `[${facts.faults.join('; ')}]`;
  return fits(faults) ? `${line}  ${faults}` : `${line}\n${cut(`${' '.repeat(time.length)}  ${faults}`, columns)}`;
}

function figuresOf(facts: ProgressFacts, kvUnit: string): readonly string[] {
  if (facts.operations === 0) {
    return [phaseWords[facts.phase] ?? facts.phase];
  }
  const quantile = (share: number) => (facts.latencyMs(share) ?? 0).toFixed(1);
  return [
    `${Math.round(facts.opsPerSecond)} op/s`,
    `p50 ${quantile(0.5)} ms`,
    `p99 ${quantile(0.99)} ms`,
    `${(facts.roundTrips / facts.operations).toFixed(2)} ${kvUnit}`,
  ];
}

const phaseWords: Readonly<Record<string, string>> = {
  starting: 'starting the nodes',
  main: 'no operation completed',
  healing: 'healing; waiting for open operations and nodes',
  recovery: 'recovery pause',
  final: 'final reads',
  ending: 'nodes leave',
};

function barOf(share: number, columns: number): string {
  const full = Math.floor(Math.min(1, share || 0) * columns);
  return `${'█'.repeat(full)}${'░'.repeat(columns - full)}`;
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`;
}

function unitOf({ isVirtual }: ProgressFacts): string {
  return isVirtual ? 'virtual s' : 's';
}

function secondsOf(ms: number): string {
  return (ms / 1_000).toFixed(0);
}
