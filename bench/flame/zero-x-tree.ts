import type { Frame } from './profile.ts';

/** A function in a profile of the kind that 0x reads: its name, how often it was found running, and what it called. */
export interface ZeroXNode {
  readonly functionName: string;
  readonly hitCount: number;
  readonly children: readonly ZeroXNode[];
}

/**
 * A frame as 0x must be told of it to show all of it. Given what `node --cpu-prof` wrote, 0x 6 leaves garbage collection out,
 * knows none of Node's own files, is one line off, and puts names into its page as they are, markup and all.
 */
export function zeroXTree(frame: Frame): ZeroXNode {
  return {
    functionName: `${frame.name} ${zeroXPath(frame)}`
      // A name in parentheses that called nothing is left out.
      .replace(/^\(([^)]*)\)/, '$1')
      .replaceAll('<', '‹')
      .replaceAll('>', '›')
      .replaceAll('&', '＆')
      .trim(),
    hitCount: frame.samples,
    children: frame.children.map(zeroXTree),
  };
}

/** 0x tells by the path whose code it is: that with `/node_modules/` in it is a dependency's, and Node's is named as before Node 16. */
function zeroXPath({ kind, where }: Frame): string {
  if (kind === 'runtime') {
    return where.replace(/^node:(.*):(\d+)$/, '$1.js:$2');
  }
  return where === '' || where.startsWith('/') ? where : `./${where}`;
}
