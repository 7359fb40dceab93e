/**
 * How much may wait for a node to read it, in bytes: a fifth of a second of what our node reads at
 * its best, and a thousand times what any other node should let wait. Messages beyond that are
 * dropped, as on any network.
 */
export const unreadBytesMax = 16 * 1024 * 1024;
