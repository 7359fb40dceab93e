/**
 * How messages without a client travel: as in Maelstrom, where a destination's messages wait for
 * each other and are late by the latency alone; or each on its own, some of them late by seconds.
 */
export const networkModels = ['maelstrom', 'independent'] as const;
export type NetworkModel = (typeof networkModels)[number];

/**
 * What becomes of the messages that wait for a killed node, ten at most, when it is started again.
 *
 * - `keep`: it gets them once it has answered `init`. So Maelstrom has it since its pull request
 *   103, which is the present version.
 * - `before-init`: it gets them at once, before `init`. No version of Maelstrom does that to what
 *   waited, but in each a request that a client sends while the node starts may overtake `init`.
 * - `drop`: it never gets them. So Maelstrom had it when it first could kill nodes (pull request
 *   102).
 */
export const restartQueues = ['keep', 'before-init', 'drop'] as const;
export type RestartQueue = (typeof restartQueues)[number];
