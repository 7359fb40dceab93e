import { anomalyOf } from './anomaly.ts';
import type { Caption, Diagram } from './drawing/diagram.ts';
import { renderSvg } from './drawing/svg.ts';
import { renderText } from './drawing/text.ts';
import { diagramOf } from './drawing/trace-diagram.ts';
import { failureOf } from './failure.ts';
import type { Play } from './script/play.ts';
import { describeSize, sizeOf } from './script/script.ts';
import type { ScriptFile } from './script/script-file.ts';
import { traceOf } from './trace.ts';

/** A failure, explained. */
export interface Explanation {
  readonly diagram: Diagram;
  /** For a terminal. */
  readonly text: string;
  /** A picture. */
  readonly svg: string;
}

/** Plays a script and draws its failure; undefined when it doesn't fail as it says. */
export function explain({ script, failure: wanted, from, seed }: ScriptFile, play: Play): Explanation | undefined {
  const trace = traceOf(script, play);
  const failure = failureOf(trace.played, script, wanted);
  if (failure === undefined) {
    return undefined;
  }
  const diagram = diagramOf(trace, failure, anomalyOf(script, failure, play));
  const { design, store } = script.options;
  const caption: Caption = {
    title: `${diagram.story.anomaly}: ${design} on ${store}`,
    subtitle: `Seed ${seed}, shrunk from ${describeSize(from)} to ${describeSize(sizeOf(script))}.`,
  };
  return { diagram, text: renderText(diagram, caption), svg: renderSvg(diagram, caption) };
}
