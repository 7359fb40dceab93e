import { invocation } from '../invocation.ts';
import { flagsOf } from '../simulator/options-text.ts';
import { challengeOptions, type SimulationOptions } from '../simulator/simulation-options.ts';

/** The command that repeats a run: `--challenge`, with a flag for each option that differs. */
export function replayCommand(
  options: SimulationOptions,
  seed: number,
  command: 'simulate' | 'explain' = 'simulate',
): string {
  return `${invocation(command)} ${replayFlags(options, seed).join(' ')}`;
}

/** The arguments of {@link replayCommand}; none needs quotes in a shell. */
export function replayFlags(options: SimulationOptions, seed: number): readonly string[] {
  const { design, store, ...others } = flagsOf(options);
  const usual = flagsOf(challengeOptions);
  const different = Object.entries(others).filter(([flag, value]) => usual[flag] !== value);
  const flags = Object.entries({ design, store, ...Object.fromEntries(different), seed });
  return ['--challenge', ...flags.flatMap(([flag, value]) => [`--${flag}`, String(value)])];
}
