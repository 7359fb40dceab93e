/**
 * How messages without a client travel: as in Maelstrom, where a destination's messages wait for
 * each other and are late by the latency alone; or each on its own, some of them late by seconds.
 */
export const networkModels = ['maelstrom', 'independent'] as const;
export type NetworkModel = (typeof networkModels)[number];
