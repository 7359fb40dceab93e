import { basename } from 'node:path';
import { type Fault, faultKinds } from '../../nemesis/fault.ts';
import { consistencies } from '../../run.ts';
import { designFor, storeFor } from '../../simulator/claims.ts';
import { challengeOptions, type SimulationOptions } from '../../simulator/simulation-options.ts';
import type { Direction, Failure } from '../failure.ts';
import type { Script, ScriptedFault, ScriptedNode, ScriptSize } from './script.ts';

/** A script with what it shows and where it comes from: written to a file and replayed from it. */
export interface ScriptFile {
  /** The command of the run it was shrunk from. */
  readonly command: string;
  /** The seed of that run. */
  readonly seed: number;
  /** The size of that run. */
  readonly from: ScriptSize;
  readonly failure: { readonly checker: string; readonly direction: Direction };
  readonly script: Script;
}

const format = 'sluice-explain-1';

/** Settings of our own designs, which mean nothing for a node. */
const designSettings = [
  'design',
  'flushIntervalMs',
  'readStalenessMs',
  'replyDeadlineMs',
  'kvTimeoutMs',
  'queueMax',
] as const satisfies readonly (keyof SimulationOptions)[];

/** A script file as JSON, with one line for each operation. */
export function scriptFileText(file: ScriptFile): string {
  const { checker, direction } = file.failure;
  const faults = file.script.faults.map(({ fault, fromMs, toMs }) => ({
    fromMs,
    toMs: Number.isFinite(toMs) ? toMs : null,
    fault:
      fault.kind === 'partition'
        ? { ...fault, grudge: Object.fromEntries([...fault.grudge].map(([node, others]) => [node, [...others]])) }
        : fault,
  }));
  const { node, options } = file.script;
  const meant = node && Object.fromEntries(Object.entries(options).filter(([name]) => !isDesignSetting(name)));
  const script = { ...file.script, ...(meant && { options: meant }), faults };
  const whole = { format, ...file, failure: { checker, direction }, script };
  return `${JSON.stringify(whole, null, 2).replaceAll(/\{\s+"atMs": [^{}]*\}/g, onOneLine)}\n`;
}

function onOneLine(object: string): string {
  return object.replaceAll(/\n\s*/g, ' ');
}

function isDesignSetting(name: string): boolean {
  return (designSettings as readonly string[]).includes(name);
}

/**
 * Reads what {@link scriptFileText} made.
 *
 * @throws {Error} with what is wrong; the message follows the file's name.
 */
export function readScriptFile(text: string): ScriptFile {
  let file: ScriptFile & { readonly format?: unknown };
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error('is not JSON');
  }
  if (file?.format !== format) {
    throw new Error(`is not a script of explain: its format is not '${format}'`);
  }
  const { failure, from, command, seed } = file;
  const script = withDesign(file.script);
  if (!isWhole(script) || typeof command !== 'string') {
    throw new Error('has parts missing, or of another kind than they should be');
  }
  const faults = script.faults.map(readFault);
  // These throw when there is no such design or store.
  storeFor(script.options);
  if (script.node === undefined) {
    designFor(script.options);
  }
  return {
    command,
    seed,
    from,
    failure: failure as Pick<Failure, 'checker' | 'direction'>,
    script: { ...script, faults },
  };
}

/** A node's options, filled up with those that mean nothing for it. */
function withDesign(script: Script | undefined): Script | undefined {
  const bin = script?.node?.bin;
  return typeof bin === 'string'
    ? { ...script!, options: { ...challengeOptions, ...script!.options, design: basename(bin) } }
    : script;
}

/** Whether all parts are there, and of the type that playing them needs. */
function isWhole(script: Script | undefined): script is Script {
  if (typeof script !== 'object' || script === null || typeof script.options !== 'object' || script.options === null) {
    return false;
  }
  const { seed, storeSeed, options, node, workers, operations, finalReads, faults, requirements } = script;
  const isIndex = (value: unknown, length: number) =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) < length;
  return (
    [seed, storeSeed === 'oldest' ? 0 : storeSeed, options.nodeCount].every(Number.isInteger) &&
    (node === undefined || isNode(node, options.nodeCount)) &&
    Object.entries(challengeOptions).every(
      ([name, value]) => value === undefined || typeof options[name as keyof typeof challengeOptions] === typeof value,
    ) &&
    consistencies.includes(requirements?.consistency) &&
    [workers, operations, finalReads, faults].every(Array.isArray) &&
    workers.length > 0 &&
    workers.every((node) => isIndex(node, options.nodeCount)) &&
    finalReads.every((worker) => isIndex(worker, workers.length)) &&
    operations.every(
      ({ atMs, worker, f, delta }) =>
        Number.isFinite(atMs) &&
        isIndex(worker, workers.length) &&
        (f === 'add' || f === 'read') &&
        Number.isFinite(delta),
    ) &&
    faults.every(({ fault, fromMs }) => faultKinds.includes(fault?.kind) && Number.isFinite(fromMs))
  );
}

function isNode({ bin, args, names, strict }: ScriptedNode, nodeCount: number): boolean {
  const isTexts = (value: unknown) => Array.isArray(value) && value.every((each) => typeof each === 'string');
  return (
    typeof bin === 'string' &&
    isTexts(args) &&
    isTexts(names) &&
    names.length === nodeCount &&
    typeof strict === 'boolean'
  );
}

function readFault({ fault, fromMs, toMs }: ScriptedFault): ScriptedFault {
  const read: Fault =
    fault.kind === 'partition'
      ? { ...fault, grudge: new Map(Object.entries(fault.grudge).map(([node, others]) => [node, new Set(others)])) }
      : fault;
  return { fault: read, fromMs, toMs: toMs ?? Number.POSITIVE_INFINITY };
}
