/** How an operation ended: it happened, it certainly did not, or nobody can say. */
export type Outcome = 'ok' | 'fail' | 'info';

/**
 * One client operation, from its invocation to its completion. Times are milliseconds since the run
 * began.
 */
export interface Operation {
  /** Position in the order of invocation, from 0. */
  readonly index: number;
  /** The worker that ran it, 0 to concurrency − 1; it is pinned to node `worker mod nodes`. */
  readonly worker: number;
  /**
   * The client id it was sent from; a worker gets a new one after every operation that did not end
   * in `ok`.
   */
  readonly client: string;
  readonly node: string;
  readonly f: 'add' | 'read' | 'echo';
  /** `add`: the delta. `read`: the number answered, null when none was. `echo`: null. */
  value: number | null;
  /** `echo` only: the text that was sent. */
  readonly sent?: string;
  /** `echo` only: what came back in an `echo_ok` instead of the text sent, as JSON. */
  wrongEcho?: string;
  /** True for the reads that close a run, after the recovery pause. */
  readonly final: boolean;
  readonly invokedMs: number;
  completedMs: number;
  outcome: Outcome;
  /** Present unless `ok`. A client that gave up waiting has code 0 and text `client timed out`. */
  error?: OperationError;
}

/** Why an operation did not end in `ok`. */
export interface OperationError {
  readonly code: number;
  readonly text: string;
  /**
   * Set when a reply came, but not one that its type allows; for a client that gave up waiting,
   * when a message came that answers nothing since its `in_reply_to` is no integer.
   */
  readonly malformed?: MalformedReply;
}

/** A reply that the protocol does not allow. */
export interface MalformedReply {
  /** What is allowed, the same for every reply that breaks it: `msg_id must be an integer`. */
  readonly rule: string;
  /** What was seen instead, to follow the rule in a sentence: `it is "a"`. */
  readonly found: string;
  /** The reply's body as JSON; the beginning of a long one. */
  readonly reply: string;
}

/** A fault and the time it was on, in milliseconds since the run began. */
export interface FaultInterval {
  /** `partition`, `kill`, `pause`, `isolate-kv`, `loss`, `duplicate` or `reorder`. */
  readonly fault: string;
  /** What exactly, for people: `n0 | n1 n2`. */
  readonly detail: string;
  readonly fromMs: number;
  /** Infinity while it is on. */
  toMs: number;
}

/** How a node fared. */
export interface NodeEnd {
  readonly id: string;
  /** Set when the process ended by itself during the test, or never answered `init`. */
  readonly crashed?: {
    /** Both are null when `problem` says all there is to say. */
    readonly exitCode: number | null;
    readonly signal: string | null;
    readonly lastStderr: string;
    /**
     * Why it never answered `init`, or had to be ended, and what to do: goes on after "Node n0".
     */
    readonly problem?: string;
    /** Set when the workbench ended it, for what no other would have. */
    readonly endedHere?: true;
  };
  /**
   * Set when it printed a line the network could not take, after which nothing it prints is heard.
   */
  readonly muted?: { readonly line: string; readonly reason: string; readonly atMs: number };
  /** How many messages were dropped because it did not read its stdin; undefined for none. */
  readonly unread?: number;
  /** Set when it answered `init` a second time before its first answer to a client. */
  readonly answeredInitTwice?: true;
}

/**
 * Running counters of the network and the store; the progress line, the report and the tests read
 * these same ones.
 */
export interface NetCounts {
  /** Messages of any kind sent, delivered to their queue or not. */
  sent: number;
  /** Messages in which a client takes part (both directions, `init` included). */
  client: number;
  /**
   * Messages in which no client takes part: between nodes, and between nodes and services, both
   * ways.
   */
  server: number;
  /** Requests that a service answered: key-value round trips, as the services count them. */
  kvRoundTrips: number;
  /** Of `client` and of `server`, those that arrived; copies made by a fault count as well. */
  clientReceived: number;
  serverReceived: number;
  /** Messages between nodes, which are those that a partition can cut. */
  peer: number;
  /**
   * Messages dropped, whatever the reason: cut, isolated, lost, or more than is kept for a node
   * that is down.
   */
  dropped: number;
  /** Dropped by a partition. */
  cut: number;
  /** Dropped because their node was isolated from the services. */
  isolated: number;
  /** Dropped on their way between a node and a service. */
  lost: number;
  /** Extra copies delivered by a fault. */
  duplicated: number;
  /** Held back by a fault, so that later ones could overtake them. */
  delayed: number;
  /** Messages that came for a node while it was killed or paused, kept for it or dropped. */
  held: number;
}

/** Counters at their beginning. */
export function noCounts(): NetCounts {
  return {
    sent: 0,
    client: 0,
    server: 0,
    kvRoundTrips: 0,
    clientReceived: 0,
    serverReceived: 0,
    peer: 0,
    dropped: 0,
    cut: 0,
    isolated: 0,
    lost: 0,
    duplicated: 0,
    delayed: 0,
    held: 0,
  };
}

/** Counters as they stood at one moment, taken once a second or more often. */
export interface Sample {
  readonly atMs: number;
  readonly invoked: number;
  readonly completed: number;
  readonly kvRoundTrips: number;
  readonly server: number;
}

/** Everything a run leaves behind: what the checkers judge and the reports show. */
export interface Run {
  readonly workload: 'g-counter' | 'pn-counter' | 'echo';
  /** What was tested, for titles: the name of the node's file, or of a design. */
  readonly nodeName: string;
  readonly seed: number;
  /** ISO date and time the run began. */
  readonly startedAt: string;
  /** The command line that repeats it. */
  readonly command: string;
  readonly nodes: readonly NodeEnd[];
  readonly concurrency: number;
  readonly rate: number;
  readonly timeLimitMs: number;
  /** What Maelstrom sees, up to one final read per worker. */
  readonly operations: readonly Operation[];
  /**
   * Further rounds of final reads, one read per worker each, made when Maelstrom's test is over.
   * Neither its verdict nor any figure counts them; their indexes go on where those of `operations`
   * end.
   */
  readonly laterReads: readonly (readonly Operation[])[];
  readonly faults: readonly FaultInterval[];
  /** The signal that ended it before its time; what was done until then is whole. */
  readonly interrupted?: NodeJS.Signals;
  readonly net: NetCounts;
  readonly samples: readonly Sample[];
  /** What is known of its repeatability; for a lockstep run only. */
  readonly lockstep?: Evidence;
}

/** What a lockstep run shows of its own repeatability. */
export interface Evidence {
  /**
   * Nothing that was seen depended on real time: nobody spoke on its own, all started and
   * came to rest, and it was not interrupted.
   */
  readonly deterministic: boolean;
  /** Of all operations: the same when the same things happened to the clients at the same times. */
  readonly historySha256: string;
  /** Of all messages, in order: the same when the nodes said the same, to the byte. */
  readonly traceSha256: string;
  /** Who spoke, or ended, without having been spoken to; by node. */
  readonly outbursts: readonly Outbursts[];
  /** The nodes that had a timer of their own running at some time. */
  readonly timers: readonly string[];
}

/** A node that spoke, or ended, without having been spoken to. */
export interface Outbursts {
  readonly node: string;
  readonly count: number;
  /** When first, in milliseconds of virtual time since the run began. */
  readonly firstMs: number;
  /** Whether it was seen to wait for a timer before one of them. */
  readonly hadTimer: boolean;
}

/** The operations of a run and its later reads: index `i` is at place `i`. */
export function withLaterReads({ operations, laterReads }: Run): readonly Operation[] {
  return [...operations, ...laterReads.flat()];
}

/** Whether a run ended before its first operation because nodes did not start. */
export function neverBegan({ operations, nodes }: Run): boolean {
  return operations.length === 0 && nodes.some(({ crashed, muted }) => crashed !== undefined || muted !== undefined);
}

/**
 * The guarantees a run can be held to, weakest first; each includes those before it.
 *
 * - `final`: each final read is the sum of the acknowledged adds and any of those in doubt.
 * - `monotone`: no read counts what was never sent; the reads of one client never go back; in the
 *   end all nodes agree. Reads may go back from one client to another.
 * - `fresh`: a read counts all that was acknowledged, and all that any read had answered, before it
 *   was sent, less the staleness allowed. So with no staleness reads never go back, whoever sends
 *   them.
 * - `linearizable`: one order of all operations explains all answers.
 */
export const consistencies = ['final', 'monotone', 'fresh', 'linearizable'] as const;
export type Consistency = (typeof consistencies)[number];

/** What the node under test promises, and so what decides the verdict. */
export interface Requirements {
  readonly consistency: Consistency;
  /** How old a read may be, in milliseconds; 0 unless the node was told to serve stale reads. */
  readonly stalenessMs: number;
  /**
   * The fraction of operations that must succeed (0 to 1), or `total` for any that are possible at
   * all; undefined: not checked.
   */
  readonly availability?: number | 'total';
  /** In the end all nodes agree, though the level alone does not ask for it. */
  readonly converges?: true;
  /**
   * A run may test nothing: neither `activity` nor `stats` is asked. For simulations, whose faults
   * may leave no room for any operation, which is no failing of a node.
   */
  readonly mayTestNothing?: true;
}

/** One way in which a run broke a promise. */
export interface Violation {
  /**
   * Which checker found it: `activity` (nothing happened), `stats` (a kind of operation that never
   * succeeded), `replies` (malformed ones), `echo`, `final`, `phantom` (a read that counts what was
   * never sent, required from `monotone` up), `monotone`, `fresh`, `linearizable`, `converged`
   * (nodes that disagree in the end) or `availability`.
   */
  readonly checker: string;
  /** One sentence for people: what was seen, when, and what was allowed. */
  readonly message: string;
  /** Index of the operation it was seen in, when there is one; it may be a later read. */
  readonly operation?: number;
}

/**
 * What Maelstrom's own checkers say of a run. Of those it composes, `stats`, `availability` and
 * `workload` can find something; it calls a run valid when all of them do. A muted node is no part
 * of that. A node that ended by itself makes it end without a verdict, with exit code 255.
 */
export interface MaelstromVerdict {
  /** All of these say valid, and no node ended by itself. */
  readonly valid: boolean;
  /** Each kind of operation succeeded at least once. */
  readonly stats: boolean;
  readonly availability: boolean;
  readonly workload: boolean;
  /** Ranges of sums that a final read may answer; empty for `echo`. */
  readonly acceptable: readonly (readonly [number, number])[];
  /** The answers of the final reads that succeeded. */
  readonly finalReads: readonly number[];
}

/** The judgement over a run. */
export interface Verdict {
  /** What Maelstrom would say of it: never more than the strict verdict allows. */
  readonly maelstrom: MaelstromVerdict;
  /**
   * All the strict checkers required found nothing, no node crashed or was muted, the run was not
   * interrupted, and Maelstrom would say valid too.
   */
  readonly valid: boolean;
  /** Found by a required checker; bounded, most telling first. */
  readonly violations: readonly Violation[];
  /** How many there were in all. */
  readonly violationCount: number;
  readonly crashed: readonly string[];
  readonly muted: readonly string[];
  /**
   * 0 valid, 1 invalid, 3 a node crashed or was muted; for an interrupted run 128 and the number of
   * the signal, as shells have it.
   */
  readonly exitCode: number;
}
