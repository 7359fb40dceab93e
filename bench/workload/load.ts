import type { Environment, Timer } from '../../src/main/environment.ts';
import type { ClientBody, Network } from '../network/network.ts';
import { below, type Random, stream } from '../random.ts';
import type { MalformedReply, Operation, Run } from '../run.ts';
import { Deadlines } from './deadlines.ts';
import type { LoadScript } from './load-script.ts';
import { astrayReply, type Completion, completionOf } from './reply.ts';
import { drawRequest, drawWithAddShare, type Request, readRequest, requestBody } from './request-mix.ts';

/** How long a Maelstrom client waits for its reply. */
export const clientTimeoutMs = 5_000;

/** What a {@link Load} is made of. */
export interface LoadOptions {
  readonly environment: Environment;
  readonly network: Network;
  readonly seed: number;
  readonly workload: Run['workload'];
  readonly nodes: readonly string[];
  /**
   * Number of workers; each has at most one request open, and is pinned to node `worker mod nodes`.
   */
  readonly concurrency: number;
  /** Operations a second, all workers together; 0 for none but the final reads. */
  readonly rate: number;
  /** The share of operations that are adds, 0 to 1; Maelstrom's own mix unless given. */
  readonly addShare?: number | undefined;
  /**
   * From then on there are only reads, in milliseconds since {@link Load.start}; undefined: adds
   * until the end.
   */
  readonly addsUntilMs?: number | undefined;
  /** Whether clients are stricter than Maelstrom's, see {@link Load}; so unless given. */
  readonly strict?: boolean;
  /** What to do instead of what is drawn from the seed; it has as many workers as `concurrency`. */
  readonly script?: LoadScript | undefined;
  /** Called when an operation has completed, whatever its outcome. */
  readonly completed?: (operation: Operation) => void;
}

interface Worker {
  readonly index: number;
  readonly node: string;
  client: string | undefined;
  /** The last operation did not end well: the next one is sent by another client. */
  isClientSpent: boolean;
  lastMsgId: number;
  open: OpenRequest | undefined;
  /** Scripted requests whose time came while another was open. */
  readonly overdue: Request[];
}

interface OpenRequest {
  readonly operation: Operation;
  readonly request: Request;
  /** The first message that came instead of a reply and could be meant as one. */
  astray?: MalformedReply | undefined;
}

interface Waiting {
  readonly worker: Worker;
  readonly operation: Operation;
}

/**
 * The clients of a run, as Jepsen drives them: operations are staggered by gaps uniform on 0 to
 * 2/rate, and one whose time has come waits for a free worker, so the rate is undershot when all
 * are busy. Where the timers of the environment are coarser than the gaps, the operations of one
 * tick go out together, so unlike Jepsen a high rate is reached.
 *
 * A client that gets anything but a good reply, or none in {@link clientTimeoutMs}, is replaced by
 * one with a new id when its worker takes the next operation. Until then it is there, and reads
 * past what comes for it; a reply to it after that mutes the node. Strict, it is gone at once.
 *
 * An error leaves an add or a read in doubt (`info`), definite or not: so Maelstrom records it.
 * Strict, one with a definite error has failed, and must not be counted later.
 */
export class Load {
  /** Every operation, in order of invocation. */
  readonly operations: Operation[] = [];
  /** How many have completed. */
  completed = 0;
  readonly #options: LoadOptions;
  readonly #requests: Random;
  readonly #gaps: Random;
  readonly #choice: Random;
  readonly #workers: readonly Worker[];
  readonly #free: Worker[];
  readonly #deadlines: Deadlines<Waiting>;
  #originMs = 0;
  /**
   * When the next operation is due; undefined when it is overdue and waits for a worker, or when
   * there is none.
   */
  #nextMs: number | undefined;
  #isRunning = false;
  #timer: Timer | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#requests = stream(options.seed, 'requests');
    this.#gaps = stream(options.seed, 'gaps');
    this.#choice = stream(options.seed, 'workers');
    this.#workers = Array.from({ length: options.concurrency }, (_, index) => ({
      index,
      node: (options.script?.workerNodes[index] ?? options.nodes[index % options.nodes.length]) as string,
      client: undefined,
      isClientSpent: false,
      lastMsgId: 0,
      open: undefined,
      overdue: [],
    }));
    this.#free = [...this.#workers];
    this.#deadlines = new Deadlines<Waiting>(
      options.environment,
      clientTimeoutMs,
      ({ worker, operation }) => worker.open?.operation !== operation,
      ({ worker }) => this.#timeOut(worker),
    );
  }

  /** Milliseconds since {@link start}: the time all operations are written down in. */
  sinceStartMs(): number {
    return this.#options.environment.nowMs() - this.#originMs;
  }

  /** Begins now, with the first operation. */
  start(): void {
    const { environment, rate, script } = this.#options;
    this.#originMs = environment.nowMs();
    this.#isRunning = script !== undefined || rate > 0;
    if (script) {
      this.#invokeScripted(script, 0);
      return;
    }
    this.#nextMs = this.#originMs;
    this.#invokeDue();
  }

  /** Invokes nothing more; calls `idle` when every open operation has completed. */
  stop(idle: () => void): void {
    this.#isRunning = false;
    this.#timer?.cancel();
    this.#whenIdle = idle;
    this.#checkIdle();
  }

  /**
   * One final read by every worker, all at once; calls `idle` when all have completed. Only after
   * {@link stop}.
   */
  finalReads(idle: () => void): void {
    this.#whenIdle = idle;
    const { script } = this.#options;
    for (const worker of this.#workers) {
      if (script === undefined || script.finalReads.includes(worker.index)) {
        this.#invokeFree(worker, readRequest, true);
      }
    }
    this.#checkIdle();
  }

  /** Ends at once: what is open will never be known. */
  abort(text: string): void {
    this.#isRunning = false;
    this.#whenIdle = undefined;
    this.#timer?.cancel();
    this.#deadlines.cancel();
    for (const worker of this.#workers) {
      this.#complete(worker, { outcome: 'info', error: { code: 0, text } });
    }
  }

  #invokeDue(): void {
    if (!this.#isRunning) {
      return;
    }
    const { environment, rate } = this.#options;
    const nowMs = environment.nowMs();
    // Overdue operations count their gap from now: that is how the rate is undershot.
    this.#nextMs ??= nowMs;
    while (this.#nextMs <= nowMs) {
      const worker = this.#takeFree();
      if (!worker) {
        this.#nextMs = undefined;
        return;
      }
      this.#invoke(worker, this.#drawRequest(), false);
      this.#nextMs += (this.#gaps() * 2_000) / rate;
    }
    this.#timer ??= environment.after(this.#nextMs - nowMs, () => {
      this.#timer = undefined;
      this.#invokeDue();
    });
  }

  #drawRequest(): Request {
    const { workload, addShare, addsUntilMs } = this.#options;
    if (addsUntilMs !== undefined && this.sinceStartMs() >= addsUntilMs) {
      return readRequest;
    }
    return addShare === undefined ? drawRequest(workload, this.#requests) : drawWithAddShare(addShare, this.#requests);
  }

  /**
   * Invokes what is due of a script from its request number `next` on, and the rest in its time.
   */
  #invokeScripted(script: LoadScript, next: number): void {
    let at = next;
    for (let due = script.requests[at]; due && this.#isRunning; due = script.requests[at]) {
      const waitMs = due.atMs - this.sinceStartMs();
      // What is less than rounding makes of two sums would be waited for without end.
      if (waitMs > 1e-6) {
        this.#timer = this.#options.environment.after(waitMs, () => this.#invokeScripted(script, at));
        return;
      }
      at += 1;
      const worker = this.#workers[due.worker] as Worker;
      if (worker.open) {
        worker.overdue.push(due.request);
      } else {
        this.#invokeFree(worker, due.request, false);
      }
    }
  }

  #invokeFree(worker: Worker, request: Request, final: boolean): void {
    this.#free.splice(this.#free.indexOf(worker), 1);
    this.#invoke(worker, request, final);
  }

  #takeFree(): Worker | undefined {
    const free = this.#free;
    if (free.length === 0) {
      return undefined;
    }
    const at = below(this.#choice, free.length);
    const worker = free[at] as Worker;
    free[at] = free[free.length - 1] as Worker;
    free.pop();
    return worker;
  }

  #invoke(worker: Worker, request: Request, final: boolean): void {
    const { network } = this.#options;
    if (worker.isClientSpent) {
      this.#removeClient(worker);
    }
    worker.client ??= this.#openClient(worker);
    worker.lastMsgId += 1;
    const invokedMs = this.sinceStartMs();
    const operation: Operation = {
      index: this.operations.length,
      worker: worker.index,
      client: worker.client,
      node: worker.node,
      f: request.f,
      value: request.value,
      ...(request.echo !== undefined && { sent: request.echo }),
      final,
      invokedMs,
      completedMs: Number.POSITIVE_INFINITY,
      outcome: 'info',
    };
    this.operations.push(operation);
    worker.open = { operation, request };
    this.#deadlines.add({ worker, operation });
    network.sendFromClient(worker.client, worker.node, requestBody(request, worker.lastMsgId));
  }

  #openClient(worker: Worker): string {
    worker.lastMsgId = 0;
    return this.#options.network.addClient((body: ClientBody) => {
      const { open, lastMsgId } = worker;
      if (open && body.in_reply_to === lastMsgId) {
        this.#complete(worker, completionOf(open.request, body));
      } else if (open) {
        // A reply to something else, such as the second copy of one, is read past.
        open.astray ??= astrayReply(body, lastMsgId);
      }
    });
  }

  #timeOut(worker: Worker): void {
    const astray = worker.open?.astray;
    const error = { code: 0, text: 'client timed out', ...(astray && { malformed: astray }) };
    this.#complete(worker, { outcome: 'info', error });
  }

  #complete(worker: Worker, completion: Completion): void {
    if (!worker.open) {
      return;
    }
    const { operation } = worker.open;
    worker.open = undefined;
    operation.completedMs = this.sinceStartMs();
    const { f } = operation;
    const isStrict = this.#options.strict ?? true;
    operation.outcome = completion.outcome === 'fail' && f !== 'echo' && !isStrict ? 'info' : completion.outcome;
    if (completion.value !== undefined) {
      operation.value = completion.value;
    }
    if (completion.wrongEcho !== undefined) {
      operation.wrongEcho = completion.wrongEcho;
    }
    if (completion.error) {
      operation.error = completion.error;
    }
    // As in Maelstrom, an echo that failed for certain costs no client.
    if (completion.outcome === 'info' || (completion.outcome === 'fail' && f !== 'echo')) {
      worker.isClientSpent = true;
      if (isStrict) {
        this.#removeClient(worker);
      }
    }
    this.completed += 1;
    this.#free.push(worker);
    this.#options.completed?.(operation);
    if (this.#isRunning) {
      const overdue = worker.overdue.shift();
      if (overdue) {
        this.#invokeFree(worker, overdue, false);
      } else if (this.#nextMs === undefined && !this.#options.script) {
        this.#invokeDue();
      }
    } else {
      this.#checkIdle();
    }
  }

  #removeClient(worker: Worker): void {
    if (worker.client !== undefined) {
      this.#options.network.removeClient(worker.client);
      worker.client = undefined;
    }
    worker.isClientSpent = false;
  }

  #checkIdle(): void {
    if (this.#whenIdle && this.#free.length === this.#workers.length) {
      const idle = this.#whenIdle;
      this.#whenIdle = undefined;
      idle();
    }
  }
}
