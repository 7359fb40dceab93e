import { describe, expect, test } from 'vitest';
import { simulate } from '../../../bench/cli/simulate.ts';
import { designs } from '../../../bench/designs/designs.ts';
import { cellsOf, optionsOf } from '../../../bench/matrix/cell.ts';
import { faultSets } from '../../../bench/matrix/fault-sets.ts';
import { replayCommand } from '../../../bench/matrix/replay-command.ts';
import { storeModels } from '../../../bench/services/store-models.ts';
import { challengeOptions, type SimulationOptions } from '../../../bench/simulator/simulation-options.ts';

/** What `simulate` makes of a command line. */
function readBack(command: string): { readonly seed: number | undefined; readonly options: SimulationOptions } {
  const [, , ...args] = command.split(' ');
  const { pinned } = simulate.read(args);
  return { seed: pinned.seed, options: pinned.optionsOf(pinned.seed!) };
}

describe('the command that repeats a run', () => {
  test('reads back as the same run, for every cell', () => {
    for (const cell of cellsOf([...designs.keys()], storeModels, faultSets)) {
      const options = optionsOf(cell);
      expect(readBack(replayCommand(options, 17))).toEqual({ seed: 17, options });
    }
  });

  test('pins what differs from the challenge, whatever it is, and nothing else', () => {
    const options: SimulationOptions = {
      ...challengeOptions,
      nodeCount: 5,
      concurrency: 7,
      addShare: 0.5,
      queueMax: 9,
    };
    const command = replayCommand(options, 3, 'explain');
    expect(readBack(command)).toEqual({ seed: 3, options });
    expect(command).toBe(
      'sluice explain --challenge --design sluice-per-key --store seq-kv --node-count 5 --concurrency 7 ' +
        '--add-share 0.5 --queue-max 9 --seed 3',
    );
  });
});
