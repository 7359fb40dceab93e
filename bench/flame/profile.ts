/**
 * A frame of a flame graph: a function as it was called from its caller, with all it called. Times
 * in milliseconds.
 */
export interface Frame {
  readonly name: string;
  /** File and line; empty for what is not JavaScript. */
  readonly where: string;
  readonly kind: FrameKind;
  /** How often the profiler found the thread in the function itself. */
  samples: number;
  /** Time in the function itself. */
  selfMs: number;
  /** Time in it and all it called. */
  totalMs: number;
  readonly children: Frame[];
}

/**
 * Whose code it is: the node's or the workbench's own, a dependency's, Node's, or not JavaScript.
 */
export type FrameKind = 'own' | 'dependency' | 'runtime' | 'native';

/** What one thread did. */
export interface ThreadProfile {
  /** All that was not idle; its total is {@link busyMs}. */
  readonly root: Frame;
  readonly busyMs: number;
  readonly spanMs: number;
  /** Functions by the time in themselves, wherever they were called from, most first. */
  readonly top: readonly { readonly name: string; readonly where: string; readonly selfMs: number }[];
}

/** A file that `node --cpu-prof` writes; times are in microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** How many functions {@link ThreadProfile.top} lists. */
const topMax = 15;

/** Makes a flame graph of a profile. `shorten` turns a script's address into one to show. */
export function readProfile(profile: CpuProfile, shorten: (url: string) => string): ThreadProfile {
  const selfMs = new Map<number, number>();
  const samples = new Map<number, number>();
  profile.samples.forEach((id, i) => {
    samples.set(id, (samples.get(id) ?? 0) + 1);
    // When the clock is set back between two samples, the time is negative.
    selfMs.set(id, (selfMs.get(id) ?? 0) + Math.max(0, profile.timeDeltas[i] ?? 0) / 1_000);
  });
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const top = new Map<string, { name: string; where: string; selfMs: number }>();

  const frameOf = (id: number, parent: Frame | undefined): Frame | undefined => {
    const { callFrame, children = [] } = byId.get(id)!;
    const { functionName: name, url, lineNumber } = callFrame;
    if (name === '(idle)') {
      return undefined;
    }
    const where = url === '' ? '' : `${shorten(url)}:${lineNumber + 1}`;
    const isRoot = parent === undefined;
    const shown = name === '' ? '(anonymous)' : name;
    // The same function from the same caller, compiled anew: one frame.
    const known = parent?.children.find((each) => each.name === shown && each.where === where);
    const frame = known ?? {
      name: shown,
      where,
      kind: kindOf(name, url),
      samples: 0,
      selfMs: 0,
      totalMs: 0,
      children: [],
    };
    if (known === undefined) {
      parent?.children.push(frame);
    }
    if (!isRoot) {
      const own = selfMs.get(id) ?? 0;
      frame.samples += samples.get(id) ?? 0;
      frame.selfMs += own;
      count(top, frame, own);
    }
    for (const child of children) {
      frameOf(child, frame);
    }
    return frame;
  };
  const root = frameOf(profile.nodes[0]!.id, undefined)!;
  addUp(root);
  return {
    root,
    busyMs: root.totalMs,
    spanMs: (profile.endTime - profile.startTime) / 1_000,
    top: [...top.values()].sort((a, b) => b.selfMs - a.selfMs).slice(0, topMax),
  };
}

function count(
  top: Map<string, { name: string; where: string; selfMs: number }>,
  { name, where }: Frame,
  selfMs: number,
): void {
  if (selfMs === 0) {
    return;
  }
  const key = `${name} ${where}`;
  const entry = top.get(key) ?? { name, where, selfMs: 0 };
  entry.selfMs += selfMs;
  top.set(key, entry);
}

function addUp(frame: Frame): number {
  frame.totalMs = frame.selfMs + frame.children.reduce((sum, child) => sum + addUp(child), 0);
  frame.children.sort((a, b) => b.totalMs - a.totalMs);
  return frame.totalMs;
}

function kindOf(name: string, url: string): FrameKind {
  if (url.includes('/node_modules/')) {
    return 'dependency';
  }
  if (url.startsWith('node:')) {
    return 'runtime';
  }
  return url === '' || name.startsWith('(') ? 'native' : 'own';
}
