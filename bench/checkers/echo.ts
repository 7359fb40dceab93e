import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';
import { named } from './operation-text.ts';

/**
 * Every echo was answered with the text that was sent, as in Maelstrom (its `workload/echo.clj`): a
 * wrong answer, an error and no answer at all count alike.
 */
export function echoChecker(operations: readonly Operation[]): Findings {
  const finder = new Finder('echo');
  for (const operation of operations) {
    const { outcome, error, sent, wrongEcho } = operation;
    if (outcome !== 'ok') {
      const { code, text } = error ?? { code: 0, text: 'no error given' };
      finder.found(
        () =>
          `${named(operation)} was not answered with its text: error ${code}: ${JSON.stringify(text.slice(0, 300))}`,
        operation.index,
      );
    } else if (wrongEcho !== undefined) {
      finder.found(
        () => `${named(operation)} sent ${JSON.stringify(sent)} and was answered echo ${wrongEcho.slice(0, 300)}`,
        operation.index,
      );
    }
  }
  return finder;
}
