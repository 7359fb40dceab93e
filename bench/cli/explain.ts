import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ExplainCommand, parseExplainCommand } from '../explain/command.ts';
import { type Explanation, explain } from '../explain/explanation.ts';
import { failureOf, requirementsFor } from '../explain/failure.ts';
import { player } from '../explain/script/play.ts';
import { describeSize, type Script, scriptOf, sizeOf } from '../explain/script/script.ts';
import { readScriptFile, type ScriptFile, scriptFileText } from '../explain/script/script-file.ts';
import { shrink } from '../explain/shrink/shrink.ts';
import { describeOptions } from '../simulator/options-text.ts';
import { simulate } from '../simulator/simulate.ts';

/** Runs at most: enough for anything that can be drawn, and a bound in case time stands still. */
const runsMax = 200_000;

function main(args: readonly string[]): void {
  const command = parseExplainCommand(args);
  switch (command.kind) {
    case 'help':
      process.stdout.write(command.text);
      break;
    case 'error':
      process.stderr.write(`${command.message}\n`);
      process.exitCode = 2;
      break;
    case 'seed':
      explainSeed(command);
      break;
    case 'script':
      explainScript(command);
  }
}

function explainSeed(command: ExplainCommand & { readonly kind: 'seed' }): void {
  const { seed, options, checker, budgetMs, out, simulateCommand } = command;
  const { stdout } = process;
  stdout.write(`Seed ${seed}\n${describeOptions(options)}\n`);
  const simulation = simulate(seed, options);
  const failure = failureOf(simulation, undefined, checker === undefined ? {} : { checker });
  if (failure === undefined) {
    const what = checker === undefined ? 'The run is valid' : `The ${checker} checker found nothing`;
    stdout.write(`${what}: there is nothing to explain.\n`);
    return;
  }
  stdout.write(`${failure.message}\n`);
  const script = scriptOf(seed, options, simulation, requirementsFor(failure, simulation.requirements));
  const startedMs = performance.now();
  const seconds = () => `${((performance.now() - startedMs) / 1_000).toFixed(1)} s`;
  const told = (_: string, left: Script, runs: number) => {
    const line = `${seconds().padStart(8)}   ${describeSize(sizeOf(left))}   (${runs} runs)`;
    stdout.write(stdout.isTTY ? `\r\x1b[2K${line.slice(0, stdout.columns - 1)}` : `${line}\n`);
  };
  const budget = { runsMax, isOver: () => performance.now() - startedMs > budgetMs };
  const shrunk = shrink(script, failure, player(), budget, told);
  if (stdout.isTTY) {
    stdout.write('\r\x1b[2K');
  }
  if (shrunk === undefined) {
    process.stderr.write(`The run of seed ${seed} does not fail again when it is replayed as a script.\n`);
    process.exitCode = 1;
    return;
  }
  const file: ScriptFile = {
    command: simulateCommand,
    seed,
    from: sizeOf(script),
    failure: shrunk.failure,
    script: shrunk.script,
  };
  const explanation = explain(file, player())!;
  stdout.write(`\n${explanation.text}\n`);
  write(out, explanation);
  const scriptPath = join(out, 'script.json');
  writeFileSync(scriptPath, scriptFileText(file));
  const stopped = shrunk.stoppedBy === undefined ? '' : ', stopped by the budget: more time may take away more';
  stdout.write(
    `From ${describeSize(file.from)} to ${describeSize(sizeOf(shrunk.script))} ` +
      `(${shrunk.runs.toLocaleString('en-US')} runs in ${seconds()}${stopped}).\n${reseeded(script, shrunk.script)}` +
      `The whole run:   ${simulateCommand}\nThis drawing:    npm run explain -- --script ${scriptPath}\n`,
  );
}

/** Says so when choices are drawn from other seeds than the run's. */
function reseeded(script: Script, shrunk: Script): string {
  const streams = [
    ...(shrunk.storeSeed === script.storeSeed ? [] : [`the store's choices are drawn from seed ${shrunk.storeSeed}`]),
    ...(shrunk.seed === script.seed ? [] : [`the network's choices are drawn from seed ${shrunk.seed}`]),
  ];
  return streams.length === 0 ? '' : `So that so little is enough, ${streams.join(' and ')}.\n`;
}

function explainScript({ file: path, out }: ExplainCommand & { readonly kind: 'script' }): void {
  let file: ScriptFile;
  try {
    file = readScriptFile(readFileSync(path, 'utf8'));
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    process.stderr.write(
      `--script ${path} ${code === undefined ? message : `can't be read: ${message}`} (see --help).\n`,
    );
    process.exitCode = 2;
    return;
  }
  const explanation = explain(file, player());
  if (explanation === undefined) {
    process.stdout.write('The script does not fail any more: there is nothing to explain.\n');
    return;
  }
  process.stdout.write(`${explanation.text}\n`);
  write(out ?? dirname(path), explanation);
  process.stdout.write(`The whole run:   ${file.command}\n`);
}

function write(out: string, { svg, text }: Explanation): void {
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'explain.svg'), svg);
  writeFileSync(join(out, 'explain.txt'), text);
  process.stdout.write(`Wrote ${join(out, 'explain.svg')}, explain.txt beside it\n`);
}

main(process.argv.slice(2));
