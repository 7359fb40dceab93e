import type { CpuProfile } from '../../../bench/flame/profile.ts';

const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber: 9 },
  children,
});

/** The name of a function that would be markup if it were not escaped. */
export const hostile = `</title></script><script>alert("1" & '2')</script>`;

/** A thread that was busy for 100 of 160 ms. */
export const profile: CpuProfile = {
  nodes: [
    node(1, '(root)', '', [2, 5, 6, 7, 8]),
    node(2, 'main', 'file:///p/src/main.js', [3, 4]),
    node(3, 'work', 'file:///p/node_modules/x.js'),
    // Compiled anew: the same function from the same caller.
    node(4, 'work', 'file:///p/node_modules/x.js'),
    node(5, '(idle)', ''),
    node(6, '(garbage collector)', ''),
    node(7, 'emit', 'node:events', [9]),
    node(8, hostile, 'file:///p/src/main.js'),
    node(9, 'brief', 'file:///p/src/main.js'),
  ],
  startTime: 0,
  endTime: 160_000,
  samples: [2, 3, 4, 5, 6, 7, 8, 9],
  timeDeltas: [10_000, 20_000, 5_000, 60_000, 5_000, 19_900, 40_000, 100],
};
