import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { type Explanation, explain } from '../explain/explanation.ts';
import type { Failure } from '../explain/failure.ts';
import { player } from '../explain/script/play.ts';
import { describeSize, type Script, sizeOf } from '../explain/script/script.ts';
import { type ScriptFile, scriptFileText } from '../explain/script/script-file.ts';
import type { ShrinkProgress, Shrunk } from '../explain/shrink/shrink.ts';
import { shrinkApart } from '../explain/shrink/shrink-apart.ts';
import { invocation } from '../invocation.ts';
import { endingSignals, Interruptions } from './interruption.ts';
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

/** How often a script is played to be drawn: a node may have chance of its own. */
const drawnMax = { design: 1, node: 5 };

/** Shrinks a run that went wrong, draws what is left, and says how to see it again. */
export async function shrinkAndDraw({ script, failure, budgetMs, out, command }: Explained): Promise<void> {
  const { stdout } = process;
  const startedMs = performance.now();
  const { shrunk, signal } = await shrinkInSight(script, failure, budgetMs);
  const took = `${((performance.now() - startedMs) / 1_000).toFixed(1)} s`;
  if (shrunk === undefined) {
    failed(`The run of seed ${script.seed} does not fail again when it is replayed as a script.`);
    return;
  }
  const from = sizeOf(script);
  const file: ScriptFile = { command, seed: script.seed, from, failure: shrunk.failure, script: shrunk.script };
  makeDirectory(out);
  const scriptPath = join(out, 'script.json');
  writeFileSync(scriptPath, scriptFileText(file));
  const explanation = drawn(file);
  if (explanation === undefined) {
    failed(`What is left does not fail each time it is played, so it is not drawn; it is in ${scriptPath}.`);
    return;
  }
  stdout.write(`\n${explanation.text}\n`);
  writeDrawing(out, explanation);
  stdout.write(
    `From ${describeSize(from)} to ${describeSize(sizeOf(shrunk.script))} ` +
      `(${shrunk.runs.toLocaleString('en-US')} runs in ${took}${stopped(shrunk, signal)}).\n` +
      `${otherChoices(script, shrunk.script)}` +
      `The whole run:   ${command}\nThis drawing:    ${invocation('explain')} --script ${scriptPath}\n` +
      `${script.node === undefined ? '' : `As a test:       ${invocation('test')} --script ${scriptPath}\n`}`,
  );
  if (signal !== undefined) {
    process.exitCode = 128 + constants.signals[signal];
  }
}

/** Writes the drawing of a failure to a folder. */
export function writeDrawing(out: string, { svg, text }: Explanation): void {
  makeDirectory(out);
  writeFileSync(join(out, 'explain.svg'), svg);
  writeFileSync(join(out, 'explain.txt'), text);
  process.stdout.write(`Wrote ${join(out, 'explain.svg')}, explain.txt beside it\n`);
}

interface Left {
  readonly shrunk: Shrunk | undefined;
  /** The signal that ended it early. */
  readonly signal: NodeJS.Signals | undefined;
}

/** Shrinks, and shows how far it is. A signal ends it with what it has, a second one at once. */
async function shrinkInSight(script: Script, failure: Failure, budgetMs: number): Promise<Left> {
  const startedMs = performance.now();
  const live = new LiveLine(process.stdout, { terminal: 0, plain: 2_000 });
  const shrinking = shrinkApart(script, failure, budgetMs, (progress) => {
    live.show(() => progressText(progress, performance.now() - startedMs));
  });
  const interruptions = new Interruptions(() => performance.now());
  let first: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const wanted = interruptions.signal();
    if (wanted === 'end the run') {
      first = signal;
      shrinking.stop();
    } else if (wanted === 'exit at once') {
      live.end();
      process.exit(128 + constants.signals[signal]);
    }
  };
  for (const signal of endingSignals) {
    process.on(signal, onSignal);
  }
  process.stdout.write(`Shrinking for ${budgetMs / 1_000} s at most; Ctrl-C draws what is left then.\n`);
  try {
    return { shrunk: await shrinking.shrunk, signal: first };
  } finally {
    live.end();
    for (const signal of endingSignals) {
      process.off(signal, onSignal);
    }
  }
}

function progressText({ step, script, runs }: ShrinkProgress, sinceMs: number): string {
  const time = `${(sinceMs / 1_000).toFixed(1)} s`.padStart(8);
  const speed = (runs / (sinceMs / 1_000)).toPrecision(2);
  return `${time}   ${describeSize(sizeOf(script))}   (${step}; ${runs} runs, ${Number(speed)}/s)`;
}

function drawn(file: ScriptFile): Explanation | undefined {
  for (let attempts = drawnMax[file.script.node === undefined ? 'design' : 'node']; attempts > 0; attempts -= 1) {
    const explanation = explain(file, player());
    if (explanation !== undefined) {
      return explanation;
    }
  }
  return undefined;
}

function stopped({ stoppedBy }: Shrunk, signal: NodeJS.Signals | undefined): string {
  if (stoppedBy === undefined) {
    return '';
  }
  return `, stopped by ${signal ?? 'the budget'}: more time may take away more`;
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
