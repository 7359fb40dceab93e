import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeCommand } from './load/run-load.ts';

/** A node to be measured, with the name it is shown by. */
export interface NamedNode extends NodeCommand {
  readonly name: string;
}

const sluice = fileURLToPath(new URL('../../src/main/sluice.js', import.meta.url));
const designs = fileURLToPath(new URL('../designs/run.js', import.meta.url));

/** Our node with these options. */
export function ourNode(name: string, ...args: readonly string[]): NamedNode {
  return { name, command: process.execPath, args: [sluice, ...args] };
}

/** Another design as a node. */
export function designNode(design: string): NamedNode {
  return { name: design, command: process.execPath, args: [designs, design] };
}

/** Somebody's executable as a node. */
export function foreignNode(bin: string): NamedNode {
  return { name: basename(bin), command: resolve(bin), args: [] };
}
