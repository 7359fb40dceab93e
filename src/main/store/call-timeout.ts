/**
 * How long to wait for an answer of the store: TCP's retransmission timer, kept between two bounds.
 * Source: RFC 6298 (SRTT, RTTVAR, RTO = SRTT + 4 RTTVAR; doubled after a timeout; no sample is
 * ambiguous, as every attempt has an id of its own). And never below twice SRTT: where round trips
 * hardly vary, RTTVAR dwindles to nothing, and a timeout equal to the round-trip time would expire
 * just before every answer.
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
    const estimateMs = Math.max(2 * (this.#smoothedMs ?? 0), this.#rfcMs ?? 0);
    return Math.min(this.#maxMs, Math.max(this.#minMs, estimateMs) * this.#backoff);
  }

  /**
   * What a slow round trip takes, SRTT + 4 RTTVAR, in milliseconds; undefined while nobody knows,
   * before the first answer and after a timeout.
   */
  get slowMs(): number | undefined {
    return this.#backoff > 1 ? undefined : this.#rfcMs;
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

  get #rfcMs(): number | undefined {
    return this.#smoothedMs === undefined ? undefined : this.#smoothedMs + 4 * this.#variationMs;
  }

  /** A call was not answered in time. */
  timedOut(): void {
    if (this.ms < this.#maxMs) {
      this.#backoff *= 2;
    }
  }
}
