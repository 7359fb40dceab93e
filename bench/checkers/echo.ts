import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';
import { named } from './operation-text.ts';

/**
 * No echo failed: none was refused, and none came back changed. Those that timed out prove nothing.
 */
export function echoChecker(operations: readonly Operation[]): Findings {
  const finder = new Finder('echo');
  for (const operation of operations) {
    if (operation.outcome !== 'fail') {
      continue;
    }
    const { code, text } = operation.error ?? { code: 0, text: 'no error given' };
    finder.found(
      () => `${named(operation)} failed with error ${code}: ${JSON.stringify(text.slice(0, 120))}`,
      operation.index,
    );
  }
  return finder;
}
