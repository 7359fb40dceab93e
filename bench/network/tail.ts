import type { Random } from '../random.ts';

/** The share of messages that are late by anything up to the most, seconds most often. */
const stragglerShare = 1 / 20;
/** By how much all others are late at most, in milliseconds. */
const usualMaxMs = 20;

/**
 * Draws by how much one message of the independent network is late, in milliseconds from 0 to
 * `maxMs`. Stragglers make the tail heavy: with a `maxMs` of 8 s, 1 message in 21 is late by more
 * than 0.5 s, which is the KV timeout, and 1 in 27 by more than 2 s, which most nodes need to be
 * killed and back.
 */
export function tailMs(random: Random, maxMs: number): number {
  return random() < stragglerShare ? random() * maxMs : Math.min(maxMs, random() * usualMaxMs);
}
