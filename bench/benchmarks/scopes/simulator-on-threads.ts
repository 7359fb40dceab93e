import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { explore } from '../../simulator/explore.ts';
import { challengeOptions } from '../../simulator/simulation-options.ts';
import { figure, ratio } from '../figure.ts';
import { interleave } from '../measure/interleave.ts';
import type { Check, Table } from '../result.ts';
import type { BenchContext } from '../scope.ts';

/** A design to explore. */
interface Exploring {
  readonly name: string;
  readonly design: string;
  /** Runs at a time. */
  readonly jobs: number;
}

interface ExploredOnce {
  readonly runsPerSecond: number;
  /** Of what is told of every run, in the order of the seeds. */
  readonly digest: string;
}

/** What was measured of explorations with one job and with one for each core. */
export interface Explored {
  /** Runs of each exploration. */
  readonly runs: number;
  /** One for each core. */
  readonly jobs: number;
  readonly found: ReadonlyMap<Exploring, readonly ExploredOnce[]>;
}

const designs = ['sluice-per-key', 'cas-loop'] as const;

/** Explores the challenge with our node and with the usual answer. */
export async function measureExploring(context: BenchContext): Promise<Explored> {
  const { quick } = context;
  const runs = quick ? 2 : 200;
  // Two at least, so that threads are seen to work on any machine.
  const jobs = Math.max(2, availableParallelism());
  const variants = designs.flatMap((design) =>
    [1, jobs].map((each): Exploring => ({ name: `${design}, --jobs ${each}`, design, jobs: each })),
  );
  const found = await interleave(context, variants, (variant) => exploreOnce(variant, runs, quick));
  return { runs, jobs, found };
}

async function exploreOnce({ design, jobs }: Exploring, runs: number, quick: boolean): Promise<ExploredOnce> {
  const digest = createHash('sha256');
  const options = { ...challengeOptions, design, ...(quick && { timeLimitMs: 1_000, recoveryMs: 1_000 }) };
  const beganMs = performance.now();
  await explore(
    { firstSeed: 1, runs, jobs, optionsOf: () => options },
    { done: () => {}, inOrder: (result) => digest.update(JSON.stringify(result)) },
  );
  const tookMs = performance.now() - beganMs;
  return { runsPerSecond: (runs / tookMs) * 1_000, digest: digest.digest('hex').slice(0, 16) };
}

/** The table of explorations. */
export function exploredTable({ found }: Explored): Table {
  const speed = (design: string, isAlone: boolean) => {
    const [, measured = []] =
      [...found].find(([each]) => each.design === design && (each.jobs === 1) === isAlone) ?? [];
    return figure(measured.map(({ runsPerSecond }) => runsPerSecond));
  };
  return {
    id: 'threads',
    title: 'The challenge on all cores',
    keys: ['design'],
    columns: [
      { id: 'alone', title: 'runs/s, --jobs 1', unit: 'count' },
      { id: 'allCores', title: 'runs/s, all cores', unit: 'count' },
      { id: 'times', title: 'times one', unit: 'times' },
    ],
    rows: designs.map((design) => {
      const [alone, allCores] = [speed(design, true), speed(design, false)];
      return { labels: [design], figures: { alone, allCores, times: ratio(allCores, alone) } };
    }),
  };
}

/** Every exploration of a design must tell the same. */
export function exploredChecks({ found }: Explored): readonly Check[] {
  return designs.flatMap((design) => {
    const all = [...found].filter(([each]) => each.design === design);
    return all.flatMap(([{ name }, measured]) =>
      measured.map(({ digest }) => ({ what: name, expected: all[0]![1][0]!.digest, found: digest })),
    );
  });
}
