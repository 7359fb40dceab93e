import { anomalyOf } from './anomaly.ts';
import type { Caption, Diagram } from './drawing/diagram.ts';
import { renderSvg } from './drawing/svg.ts';
import { renderText } from './drawing/text.ts';
import { diagramOf, excerptOf } from './drawing/trace-diagram.ts';
import { type Failure, failureOf } from './failure.ts';
import type { Play } from './script/play.ts';
import { describeSize, type Script, sizeOf } from './script/script.ts';
import type { ScriptFile } from './script/script-file.ts';
import { type Trace, traceOf } from './trace.ts';

/** A failure, explained. */
export interface Explanation {
  readonly diagram: Diagram;
  /** For a terminal. */
  readonly text: string;
  /** A picture. */
  readonly svg: string;
}

/** Why a whole run went wrong. */
export interface Decision {
  /** The name of the anomaly. */
  readonly anomaly: string;
  /** What happened, in one paragraph. */
  readonly paragraph: string;
  /** Which design it is like and what helps, if any is. */
  readonly hint: string | undefined;
  /** The messages that decided it, as a picture. */
  readonly svg: string;
}

/** Plays a run again and decides why it failed; undefined when it doesn't fail so again. */
export function decide(written: Script, wanted: Failure, play: Play): Decision | undefined {
  const { script, trace } = onItsService(written, play);
  const failure = failureOf(trace.played, script, wanted);
  if (failure?.message !== wanted.message) {
    return undefined;
  }
  const anomaly = anomalyOf(script, failure, play);
  const { story, hint, diagram } = excerptOf(trace, failure, anomaly);
  const { design, store } = script.options;
  const caption: Caption = {
    title: `${story.anomaly}: ${design} on ${store}`,
    subtitle: `Seed ${script.seed}: only the messages that decided it.`,
  };
  return { ...story, hint, svg: renderSvg(diagram, caption) };
}

/** Looks at `lin-kv` where a node doesn't use the service that was supposed. */
function onItsService(script: Script, play: Play): { readonly script: Script; readonly trace: Trace } {
  const trace = traceOf(script, play);
  const uses = (service: string) => trace.events.some((event) => event.kind === 'send' && event.dest === service);
  if (uses(script.options.service) || !uses('lin-kv')) {
    return { script, trace };
  }
  const other: Script = { ...script, options: { ...script.options, service: 'lin-kv', store: 'lin-kv' } };
  return { script: other, trace: traceOf(other, play) };
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
