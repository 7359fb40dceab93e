/**
 * How messages without a client travel: as in Maelstrom, where a destination's messages wait for
 * each other and are late by the latency alone; or each on its own, some of them late by seconds.
 */
export const networkModels = ['maelstrom', 'independent'] as const;
export type NetworkModel = (typeof networkModels)[number];

/**
 * What becomes of the messages that wait for a killed node when it is started again. Maelstrom's
 * versions differ: it gets them after it has answered `init`, or before `init`, or never.
 */
export const restartQueues = ['after-init', 'before-init', 'drop'] as const;
export type RestartQueue = (typeof restartQueues)[number];
