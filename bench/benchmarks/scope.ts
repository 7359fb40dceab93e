import type { ScopeFindings } from './result.ts';

/** What a scope gets. */
export interface BenchContext {
  /** Everything tiny: to see that it works, not how fast. */
  readonly quick: boolean;
  /** How often each figure is measured. */
  readonly runs: number;
  /** Executables to measure beside ours. */
  readonly bins: readonly string[];
  /** Measure only variants whose names contain this. */
  readonly only: string | undefined;
  /** Adds for the test of memory; undefined for none. */
  readonly soakAdds: number | undefined;
  /** Shows what is being done now. */
  readonly progress: (text: string) => void;
}

/** A group of benchmarks. */
export interface Scope {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  run(context: BenchContext): Promise<ScopeFindings>;
}
