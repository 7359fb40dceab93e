import type { Frame } from './profile.ts';

/**
 * A function in the kind of profile that 0x reads: its name, how often it was seen running, and
 * what it called.
 */
export interface ZeroXNode {
  readonly functionName: string;
  readonly hitCount: number;
  readonly children: readonly ZeroXNode[];
}

/**
 * A frame in the form in which 0x shows all of it. Given what `node --cpu-prof` wrote, 0x 6 leaves
 * garbage collection out, knows none of Node's own files, is one line off, and puts names into its
 * page unescaped.
 */
export function zeroXTree(frame: Frame): ZeroXNode {
  return {
    functionName: `${frame.name} ${zeroXPath(frame)}`
      // 0x leaves out a name in parentheses that called nothing.
      .replace(/^\(([^)]*)\)/, '$1')
      .replaceAll('<', '‹')
      .replaceAll('>', '›')
      .replaceAll('&', '＆')
      .trim(),
    hitCount: frame.samples,
    children: frame.children.map(zeroXTree),
  };
}

/**
 * 0x sees from the path whose code it is: `/node_modules/` means a dependency's, and Node's own is
 * expected to be named as before Node 16.
 */
function zeroXPath({ kind, where }: Frame): string {
  if (kind === 'runtime') {
    return where.replace(/^node:(.*):(\d+)$/, '$1.js:$2');
  }
  return where === '' || where.startsWith('/') ? where : `./${where}`;
}
