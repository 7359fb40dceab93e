import { readFileSync } from 'node:fs';
import { flagOf, given, list, several, short, text } from '../../src/main/flags/flag.ts';
import { BadCommandLine, type FlagValues, readValue } from '../../src/main/flags/read-flags.ts';
import { maelstromServices } from '../services/maelstrom-services.ts';
import { testFlags } from './test-flags.ts';

/**
 * Flags that a command line of Maelstrom's may hold, beside those that the simulator has as well
 * (`test-flags.ts`). Source: Maelstrom's core.clj and Jepsen's cli.clj.
 */

const services = maelstromServices(0).map(({ name }) => name);

/** A name that a node can have: it is that of a file as well, and no client's or service's. */
const nodeName = (mustBe: string) =>
  flagOf(`${mustBe} no client's (c1) and no service's (seq-kv)`, (value) =>
    /^[\w-][\w.-]*$/.test(value) && !/^c\d+$/.test(value) && !services.includes(value) ? value : undefined,
  );

/** Flags that name the nodes. */
export const nodeFlags = {
  'node-count': testFlags['node-count'],
  node: short('n', several(nodeName("a name of letters, digits, '-', '_' and '.' that is"))),
  nodes: list(nodeName("names of letters, digits, '-', '_' and '.' that are")),
  'nodes-file': text(),
} as const;

/**
 * The names of the nodes: `n0` and on for `--node-count`, which overrides the others as in
 * Maelstrom; else those of the file, of `--nodes` and of `--node`; else `unset`.
 *
 * @throws {BadCommandLine} when a name is given twice, or the file can't be used.
 */
export function nodeNames(values: FlagValues<typeof nodeFlags>, unset: readonly string[]): readonly string[] {
  if (values['node-count'] !== undefined) {
    return Array.from({ length: values['node-count'] }, (_, index) => `n${index}`);
  }
  const file = values['nodes-file'];
  const names = [...(file === undefined ? [] : namesIn(file)), ...(values.nodes ?? []), ...(values.node ?? [])];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new BadCommandLine(`The node ${twice} is named twice`);
  }
  return names.length === 0 ? unset : names;
}

function namesIn(file: string): readonly string[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadCommandLine(`--nodes-file ${file} can't be read: ${(error as Error).message}`);
  }
  return readValue(
    `--nodes-file ${file}`,
    nodeFlags.nodes,
    content
      .trim()
      .split(/\s*\n\s*/)
      .join(','),
  );
}

/** Flags that are taken and mean nothing here: other workloads', and those of Jepsen's SSH. */
export const idleFlags = {
  topology: text(),
  'key-count': text(),
  'max-txn-length': text(),
  'max-writes-per-key': text(),
  'consistency-models': text(),
  username: text(),
  password: text(),
  'ssh-private-key': text(),
  'strict-host-key-checking': given(),
  'no-ssh': given(),
  'leave-db-running': given(),
  'logging-json': given(),
} as const;

/** A line about those of {@link idleFlags} that were given; undefined when none was. */
export function idleNote(values: FlagValues<typeof idleFlags>): string | undefined {
  const names = Object.keys(idleFlags).filter((name) => name in values);
  return names.length === 0
    ? undefined
    : `Without effect here: ${names.map((name) => `--${name}`).join(', ')} (for other workloads or Jepsen's SSH)`;
}
