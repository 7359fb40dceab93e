import { closeSync, readFileSync, writevSync } from 'node:fs';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { LatencyList } from './latency-list.ts';
import type { LoadMoment } from './load-spec.ts';
import { monotonicMs } from './monotonic.ts';
import { processUse } from './process-use.ts';
import { msgIdCount, probeDelta, RequestLines } from './request-lines.ts';
import { SharedState } from './shared-state.ts';
import type { DueLine, WriterReport, WriterSetup } from './thread-messages.ts';

/**
 * The writing thread of the load: writes requests when they are allowed, and the store's answers
 * when they are due.
 */

const nodeInput = 3;
/** Bytes per write: half of what a pipe holds, so that the store's answers don't wait for long. */
const blockBytes = 32 * 1024;
/** How often a request is followed, in milliseconds, when there are many. */
const probeIntervalMs = 0.1;
/** How often a paced load writes, in milliseconds. */
const tickMs = 0.1;
const momentIntervalMs = 250;
/**
 * The system wakes a thread about this late, in milliseconds; the thread spends the rest of the
 * wait looking at the clock.
 */
const wakeLagMs = 0.06;
const startMsMax = 10_000;
const drainMsMax = 20_000;

const { spec, state: stateBuffer, port, pidFile } = workerData as WriterSetup;
const state = new SharedState(msgIdCount, stateBuffer);
const ring = new RequestLines(spec.operation);
const blockLines = Math.floor(blockBytes / ring.lineBytes);
const due: DueLine[] = [];
const storeLatencies = new LatencyList();
const moments: LoadMoment[] = [];
let nodePid = 0;
let sent = 0;
let probes = 0;
let lastProbeMs = 0;
let pacedFromMs = 0;
let nextTickMs = 0;
let nextMomentMs = 0;
let writingMs = 0;

class Broken extends Error {}

function write(...buffers: Buffer[]): void {
  const beganMs = monotonicMs();
  let left = buffers;
  while (left.length > 0) {
    let written = writevSync(nodeInput, left);
    left = left.flatMap((buffer) => {
      const part = Math.min(written, buffer.length);
      written -= part;
      return part < buffer.length ? [buffer.subarray(part)] : [];
    });
  }
  if (state.get('measuring') === 1) {
    writingMs += monotonicMs() - beganMs;
  }
}

function answerForStore(): void {
  for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
    due.push(got.message);
  }
  while (due.length > 0 && monotonicMs() >= due[0]!.readMs + spec.roundTripMs) {
    const { readMs, line } = due.shift()!;
    write(Buffer.from(line));
    storeLatencies.push(monotonicMs() - readMs);
  }
}

/** How many requests may be sent now, and if none, how long until the next may, in milliseconds. */
function allowance(nowMs: number): { readonly lines: number; readonly waitMs: number } {
  const { offer, requestsMax = Number.POSITIVE_INFINITY } = spec;
  const left = requestsMax - sent;
  if (offer.kind === 'paced') {
    if (nowMs < nextTickMs) {
      return { lines: 0, waitMs: nextTickMs - nowMs };
    }
    const lines = Math.floor(((nowMs - pacedFromMs) * offer.perSecond) / 1_000) - sent;
    const waitMs = Math.max(tickMs, 1_000 / offer.perSecond);
    if (lines <= blockLines) {
      nextTickMs = nowMs + waitMs;
    }
    return { lines: Math.min(left, Math.max(0, lines)), waitMs };
  }
  const open = sent - state.get('answered') - state.get('errors');
  return { lines: Math.min(left, (offer.window ?? Number.POSITIVE_INFINITY) - open), waitMs: 1_000 };
}

/** Sends requests; the last of them may be followed. */
function send(lines: number, nowMs: number): void {
  const { offer } = spec;
  const count = Math.min(lines, blockLines, ring.contiguous);
  const isProbed =
    nowMs - lastProbeMs >= probeIntervalMs || (offer.kind === 'window' && offer.window !== null && offer.window < 16);
  if (!isProbed) {
    sent += count;
    write(ring.take(count));
    return;
  }
  lastProbeMs = nowMs;
  const slot = probes % msgIdCount;
  probes += 1;
  sent += count;
  const probe = ring.probe(slot);
  // A paced request counts from when it should have been sent.
  state.probeSentMs[slot] = offer.kind === 'paced' ? pacedFromMs + (sent * 1_000) / offer.perSecond : monotonicMs();
  if (count > 1) {
    write(ring.take(count - 1), probe);
  } else {
    write(probe);
  }
}

function moment(): LoadMoment {
  return {
    answered: state.get('answered'),
    kvRequests: state.get('kvRequests'),
    node: processUse(nodePid),
    load: processUse('self'),
  };
}

/** Serves the store until `done`, for at most `maxMs`. */
function serveUntil(what: string, maxMs: number, done: () => boolean): void {
  const untilMs = monotonicMs() + maxMs;
  while (true) {
    const signal = state.get('signal');
    answerForStore();
    if (done()) {
      return;
    }
    if (state.get('total') === 2) {
      throw new Broken(`the node ended before ${what}`);
    }
    const nowMs = monotonicMs();
    if (nowMs > untilMs) {
      throw new Broken(`waited ${maxMs / 1_000} s for ${what} in vain`);
    }
    state.sleep(signal, pauseMs(nowMs, Math.min(50, untilMs - nowMs)));
  }
}

/** How long this thread may sleep, in milliseconds, with nothing else to do for `maxMs`. */
function pauseMs(nowMs: number, maxMs: number): number {
  const dueMs = due.length > 0 ? due[0]!.readMs + spec.roundTripMs - nowMs : Number.POSITIVE_INFINITY;
  return Math.max(0, Math.min(maxMs, dueMs) - wakeLagMs);
}

function begin(): void {
  if (!spec.echo) {
    write(
      Buffer.from(
        '{"id":1,"src":"i0","dest":"n0","body":{"type":"init","node_id":"n0","node_ids":["n0"],"msg_id":1}}\n',
      ),
    );
    serveUntil('init_ok', startMsMax, () => state.get('initialised') === 1);
  }
  serveUntil('the process id of the node', startMsMax, () => {
    nodePid = Number(readPid());
    return nodePid > 0;
  });
}

function readPid(): string {
  try {
    return readFileSync(pidFile, 'utf8');
  } catch {
    return '';
  }
}

/** Offers the load; returns the measurement's first and last moment. */
function load(): { readonly from: LoadMoment; readonly to: LoadMoment } {
  const beganMs = monotonicMs();
  let from: LoadMoment | undefined;
  pacedFromMs = beganMs;
  nextMomentMs = beganMs;
  while (true) {
    const signal = state.get('signal');
    answerForStore();
    if (state.get('total') === 2) {
      throw new Broken('the node ended under load');
    }
    const nowMs = monotonicMs();
    if (nowMs >= nextMomentMs) {
      moments.push(moment());
      nextMomentMs = nowMs + momentIntervalMs;
    }
    if (from === undefined && nowMs >= beganMs + spec.warmUpMs) {
      from = moment();
      state.set('measuring', 1);
    }
    const isOver =
      spec.requestsMax === undefined
        ? from !== undefined && nowMs >= from.node.atMs + spec.measureMs
        : sent >= spec.requestsMax;
    if (isOver) {
      state.set('measuring', 0);
      return { from: from ?? moments[0]!, to: moment() };
    }
    const { lines, waitMs } = allowance(nowMs);
    if (lines > 0) {
      send(lines, nowMs);
    } else {
      state.sleep(signal, pauseMs(nowMs, Math.min(waitMs, 10)));
    }
  }
}

/** Waits for open requests, reads the counter, and ends the node. */
function end(): void {
  serveUntil('the answers', drainMsMax, () => state.get('answered') + state.get('errors') >= sent);
  moments.push(moment());
  if (spec.echo) {
    return;
  }
  write(Buffer.from('{"id":2000,"src":"f0","dest":"n0","body":{"type":"read","msg_id":1}}\n'));
  serveUntil('the final read', startMsMax, () => state.get('total') === 1);
}

const nothingYet: LoadMoment = {
  answered: 0,
  kvRequests: 0,
  node: { atMs: 0, mainCpuMs: 0, allCpuMs: 0, rssBytes: 0 },
  load: { atMs: 0, mainCpuMs: 0, allCpuMs: 0, rssBytes: 0 },
};
let span = { from: nothingYet, to: nothingYet };
let problem: string | undefined;
try {
  begin();
  span = load();
  end();
} catch (error) {
  // The pipe breaks when the node ends.
  problem = error instanceof Broken ? error.message : `the node's stdin failed: ${(error as Error).message}`;
}
const report: WriterReport = {
  ...span,
  moments,
  sent,
  sumSent: ring.sum + (spec.operation === 'add' ? probes * probeDelta : 0),
  storeLatencies: storeLatencies.summary(),
  blockedShare: writingMs / Math.max(1, span.to.node.atMs - span.from.node.atMs),
  problem,
};
port.postMessage(report);
closeSync(nodeInput);
