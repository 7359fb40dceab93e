import type { Operation } from '../run.ts';
import { Finder, type Findings } from './findings.ts';
import { errorText, named } from './operation-text.ts';

/**
 * Every echo was answered with the text that was sent, as in Maelstrom (its `workload/echo.clj`): a
 * wrong answer, an error and no answer at all count alike.
 */
export function echoChecker(operations: readonly Operation[]): Findings {
  const finder = new Finder('echo');
  for (const operation of operations) {
    const { outcome, error, sent, wrongEcho } = operation;
    if (outcome !== 'ok') {
      finder.found(
        () => `${named(operation)} was not answered with its text: ${errorText(error ?? { code: 0, text: '' })}`,
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
