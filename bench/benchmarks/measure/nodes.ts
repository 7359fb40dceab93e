import { basename, resolve } from 'node:path';
import { designsFile, sluiceFile } from '../../built-files.ts';
import type { NodeCommand } from './load/run-load.ts';

/** A node to be measured, with the name it is shown by. */
export interface NamedNode extends NodeCommand {
  readonly name: string;
}

/** Our node with these options. */
export function ourNode(name: string, ...args: readonly string[]): NamedNode {
  return { name, command: process.execPath, args: [sluiceFile, ...args] };
}

/** Another design as a node. */
export function designNode(design: string): NamedNode {
  return { name: design, command: process.execPath, args: [designsFile, design] };
}

/** Somebody's executable as a node. */
export function foreignNode(bin: string): NamedNode {
  return { name: basename(bin), command: resolve(bin), args: [] };
}
