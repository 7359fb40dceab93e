/**
 * How long to wait for an answer of the store: TCP's retransmission timer, kept between two bounds. Source: RFC 6298
 * (SRTT, RTTVAR, RTO = SRTT + 4 RTTVAR; doubled after a timeout; no sample of a call that was repeated is needed, as
 * every attempt has an id of its own).
 */
export class CallTimeout {
  readonly #minMs: number;
  readonly #maxMs: number;
  #smoothedMs: number | undefined;
  #variationMs = 0;
  #backoff = 1;

  constructor(minMs: number, maxMs: number) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
  }

  /** What the next call should be given, in milliseconds. */
  get ms(): number {
    const estimateMs = this.#smoothedMs === undefined ? 0 : this.#smoothedMs + 4 * this.#variationMs;
    return Math.min(this.#maxMs, Math.max(this.#minMs, estimateMs) * this.#backoff);
  }

  /** A call was answered after `roundTripMs`. */
  answered(roundTripMs: number): void {
    this.#backoff = 1;
    if (this.#smoothedMs === undefined) {
      this.#smoothedMs = roundTripMs;
      this.#variationMs = roundTripMs / 2;
      return;
    }
    this.#variationMs = 0.75 * this.#variationMs + 0.25 * Math.abs(this.#smoothedMs - roundTripMs);
    this.#smoothedMs = 0.875 * this.#smoothedMs + 0.125 * roundTripMs;
  }

  /** A call was not answered in time. */
  timedOut(): void {
    if (this.ms < this.#maxMs) this.#backoff *= 2;
  }
}
