import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Explanation } from '../explain/explanation.ts';
import type { Failure } from '../explain/failure.ts';
import { describeSize, type Script, sizeOf } from '../explain/script/script.ts';
import { scriptFileText } from '../explain/script/script-file.ts';
import type { ShrinkProgress } from '../explain/shrink/shrink.ts';
import { shrinkApart } from '../explain/shrink/shrink-apart.ts';
import type { Left } from '../explain/shrink/shrink-worker.ts';
import { invocation } from '../invocation.ts';
import type { Underway } from './end-in-order.ts';
import { LiveLine } from './live-line.ts';
import { makeDirectory } from './make-directory.ts';

/** A failed run as a script, and where its explanation goes. */
export interface Explained {
  readonly script: Script;
  readonly failure: Failure;
  /** How long to shrink at most. */
  readonly budgetMs: number;
  /** The folder for the results. */
  readonly out: string;
  /** The command that repeats the run. */
  readonly command: string;
}

/**
 * Shrinks a run that went wrong, draws what is left, and says how to see it again.
 *
 * @param begun - Called with what a signal is to end from now on: the shrinking, with what it has.
 */
export async function shrinkAndDraw(
  { script, failure, budgetMs, out, command }: Explained,
  begun: (underway: Underway) => void,
): Promise<void> {
  const startedMs = performance.now();
  const live = new LiveLine(process.stdout, { terminal: 0, plain: 2_000 });
  const shrinking = shrinkApart({ command, script, failure, budgetMs }, (progress) => {
    live.show(() => progressText(progress, performance.now() - startedMs));
  });
  let interrupted: NodeJS.Signals | undefined;
  begun({
    interrupt: (signal) => {
      interrupted = signal;
      shrinking.stop();
    },
    // The thread ends with the process, and its guard kills the nodes it leaves.
    killAll: () => {},
    stopProgress: () => live.end(),
  });
  process.stdout.write(`Shrinking for ${budgetMs / 1_000} s at most; Ctrl-C draws what is left then.\n`);
  const left = await shrinking.left;
  live.end();
  if (left === undefined) {
    failed(`The run of seed ${script.seed} does not fail again when it is replayed as a script.`);
    return;
  }
  const tookMs = performance.now() - startedMs;
  makeDirectory(out);
  const scriptPath = join(out, 'script.json');
  writeFileSync(scriptPath, scriptFileText(left.file));
  if (left.explanation === undefined) {
    failed(`What is left does not fail each time it is played, so it is not drawn; it is in ${scriptPath}.`);
    return;
  }
  process.stdout.write(`\n${left.explanation.text}\n`);
  writeDrawing(out, left.explanation);
  process.stdout.write(
    `${resultLine(left, tookMs, interrupted)}\n${otherChoices(script, left.shrunk.script)}` +
      `The whole run:   ${command}\nThis drawing:    ${invocation('explain')} --script ${scriptPath}\n` +
      `${script.node === undefined ? '' : `As a test:       ${invocation('test')} --script ${scriptPath}\n`}`,
  );
  if (interrupted !== undefined) {
    process.exitCode = 128 + constants.signals[interrupted];
  }
}

/** Writes the drawing of a failure to a folder. */
export function writeDrawing(out: string, { svg, text }: Explanation): void {
  makeDirectory(out);
  writeFileSync(join(out, 'explain.svg'), svg);
  writeFileSync(join(out, 'explain.txt'), text);
  process.stdout.write(`Wrote ${join(out, 'explain.svg')}, explain.txt beside it\n`);
}

function progressText({ step, script, runs }: ShrinkProgress, sinceMs: number): string {
  const time = `${(sinceMs / 1_000).toFixed(1)} s`.padStart(8);
  const speed = (runs / (sinceMs / 1_000)).toPrecision(2);
  return `${time}   ${describeSize(sizeOf(script))}   (${step}; ${runs} runs, ${Number(speed)}/s)`;
}

function resultLine({ file, shrunk }: Left, tookMs: number, interrupted: NodeJS.Signals | undefined): string {
  const stopped =
    shrunk.stoppedBy === undefined ? '' : `, stopped by ${interrupted ?? 'the budget'}: more time may take away more`;
  return (
    `From ${describeSize(file.from)} to ${describeSize(sizeOf(file.script))} ` +
    `(${shrunk.runs.toLocaleString('en-US')} runs in ${(tookMs / 1_000).toFixed(1)} s${stopped}).`
  );
}

/** Says so when choices are drawn from other seeds than the run's. */
function otherChoices(script: Script, { seed, storeSeed }: Script): string {
  const store =
    storeSeed === 'oldest'
      ? 'the store answers from the oldest state that it may'
      : `the store's choices are drawn from seed ${storeSeed}`;
  const streams = [
    ...(storeSeed === script.storeSeed ? [] : [store]),
    ...(seed === script.seed ? [] : [`the network's choices are drawn from seed ${seed}`]),
  ];
  return streams.length === 0 ? '' : `So that so little is enough, ${streams.join(' and ')}.\n`;
}

function failed(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
