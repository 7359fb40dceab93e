import { createHash } from 'node:crypto';
import { ourClaims } from '../../simulator/claims.ts';
import { historyText } from '../../simulator/history-text.ts';
import { simulate } from '../../simulator/simulate.ts';
import { challengeOptions, type SimulationOptions, sampleOptions } from '../../simulator/simulation-options.ts';
import { figure } from '../figure.ts';
import { interleave } from '../measure/interleave.ts';
import type { ScopeFindings } from '../result.ts';
import type { BenchContext, Scope } from '../scope.ts';
import { exploredChecks, exploredTable, measureExploring } from './simulator-on-threads.ts';

/** The label of Fly.io's challenge #4 in the scope's table. */
export const challengeRow = 'the challenge (3 nodes, rate 100, 20 s, partitions)';

/** `simulator`: runs a second. */
export const simulator: Scope = {
  name: 'simulator',
  summary: 'how many runs a second the simulator plays',
  run,
};

interface Kind {
  readonly name: string;
  readonly optionsOf: (seed: number) => SimulationOptions;
}

interface Played {
  readonly runsPerSecond: number;
  readonly operationsPerSecond: number;
  /** Virtual seconds for each real one. */
  readonly speed: number;
  /** Of all that the clients saw. */
  readonly digest: string;
}

const kinds: readonly Kind[] = [
  { name: challengeRow, optionsOf: () => challengeOptions },
  { name: 'drawn from the seed', optionsOf: (seed) => sampleOptions(seed, ourClaims) },
];

async function run(context: BenchContext): Promise<ScopeFindings> {
  const seeds = context.quick ? 1 : 15;
  const found = [...(await interleave(context, kinds, (kind) => play(kind, seeds)))];
  const explored = await measureExploring(context);
  return {
    about:
      `Seeds 1 to ${seeds}, in one thread, checkers included. The checksum is the SHA-256 of all histories, ` +
      `which must be the same in every run. On all cores: the challenge as \`simulate --runs\` plays it, seeds 1 to ` +
      `${explored.runs}, with ${explored.jobs} jobs, the start of the threads included; what is told of every run ` +
      'must be the same with any number of jobs.',
    tables: [
      {
        id: 'simulator',
        title: 'The simulator',
        keys: ['runs'],
        columns: [
          { id: 'runsPerSecond', title: 'runs/s', unit: 'count' },
          { id: 'operationsPerSecond', title: 'operations/s', unit: 'per second' },
          { id: 'speed', title: 'virtual time', unit: 'times' },
        ],
        rows: found.map(([{ name }, runs]) => ({
          labels: [name],
          figures: {
            runsPerSecond: figure(runs.map((each) => each.runsPerSecond)),
            operationsPerSecond: figure(runs.map((each) => each.operationsPerSecond)),
            speed: figure(runs.map((each) => each.speed)),
          },
        })),
      },
      exploredTable(explored),
    ],
    charts: [],
    checks: [
      ...found.flatMap(([{ name }, runs]) =>
        runs.map(({ digest }) => ({ what: name, expected: runs[0]!.digest, found: digest })),
      ),
      ...exploredChecks(explored),
    ],
    notes: [],
  };
}

function play({ optionsOf }: Kind, seeds: number): Played {
  const digest = createHash('sha256');
  const beganMs = performance.now();
  let operations = 0;
  let virtualMs = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { run: played } = simulate(seed, optionsOf(seed));
    operations += played.operations.length;
    virtualMs += played.operations.at(-1)?.completedMs ?? 0;
    digest.update(historyText(played));
  }
  const tookMs = performance.now() - beganMs;
  return {
    runsPerSecond: (seeds / tookMs) * 1_000,
    operationsPerSecond: (operations / tookMs) * 1_000,
    speed: virtualMs / tookMs,
    digest: digest.digest('hex').slice(0, 16),
  };
}
