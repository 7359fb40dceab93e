import { once } from 'node:events';
import { readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { maelstromServices } from '../../../services/maelstrom-services.ts';
import { AnswerCounter } from './answer-counter.ts';
import { LatencyList } from './latency-list.ts';
import type { LoadReport, LoadSpec } from './load-spec.ts';
import { monotonicMs } from './monotonic.ts';
import { msgIdCount, msgIdMin, probeClient } from './request-lines.ts';
import { SharedState } from './shared-state.ts';
import type { DueLine, WriterReport, WriterSetup } from './thread-messages.ts';

/**
 * The load on one node: a process of two threads that read and write its pipes with blocking calls,
 * so that nothing in between costs time that would seem to be the node's. This thread reads, counts
 * the answers, and is the store; the other one writes.
 *
 * Arguments: a {@link LoadSpec} as JSON, and a folder that contains `node.pid` and gets
 * `report.json`. Descriptor 3 is the node's stdin, 4 its stdout. Prints `ready` when it is ready;
 * ends when the node has ended.
 */

const nodeOutput = 4;
/** The size of a pipe: no read brings more. */
const readBytesMax = 64 * 1024;
/** The longest answer; more without a line end is no answer. */
const lineBytesMax = 1024 * 1024;

const [, , specText = '', directory = '.'] = process.argv;
const spec = JSON.parse(specText) as LoadSpec;
const state = new SharedState(msgIdCount);
const { port1: port, port2: writersPort } = new MessageChannel();
const latencies = new LatencyList();
const services = new Map(maelstromServices(1).map((service) => [service.name, service]));
let initOkMs = 0;
let probesAnswered = 0;
let errors = 0;
let firstError: string | undefined;
let kvRequests = 0;
let sumRead: number | undefined;
let garbage = 0;
/** Lines that were not ordinary answers. */
let others = 0;

const answerType = spec.echo ? spec.operation : `${spec.operation}_ok`;
const nameField = spec.echo ? 'src' : 'dest';

function takeOther(line: Buffer): void {
  others += 1;
  const text = line.toString('utf8');
  let message: { src?: string; dest?: string; body?: { type?: string; in_reply_to?: number; value?: unknown } };
  try {
    message = JSON.parse(text);
  } catch {
    garbage += 1;
    return;
  }
  const { src = '', dest = '', body = {} } = message;
  const service = services.get(dest);
  if (service !== undefined && !spec.echo) {
    kvRequests += 1;
    const reply = service.handle({ src, body });
    const due: DueLine = { readMs: monotonicMs(), line: `${JSON.stringify({ src: dest, dest: src, body: reply })}\n` };
    port.postMessage(due);
  } else if (message[nameField] === probeClient && body.type === answerType) {
    takeProbe((spec.echo ? (body as { msg_id?: number }).msg_id : body.in_reply_to) ?? msgIdMin);
  } else if (dest === 'i0' && body.type === 'init_ok') {
    initOkMs = monotonicMs();
    state.set('initialised', 1);
  } else if (dest === 'f0') {
    sumRead = typeof body.value === 'number' ? body.value : undefined;
    state.set('total', 1);
  } else {
    errors += 1;
    firstError ??= text.slice(0, 200);
  }
}

function takeProbe(msgId: number): void {
  probesAnswered += 1;
  if (state.get('measuring') === 1) {
    latencies.push(monotonicMs() - state.probeSentMs[msgId - msgIdMin]!);
  }
}

function readAll(): AnswerCounter {
  const counter = new AnswerCounter({ type: answerType, other: takeOther, initial: 'c', field: nameField });
  const buffer = Buffer.allocUnsafeSlow(lineBytesMax + readBytesMax);
  let held = 0;
  for (;;) {
    const bytes = readSync(nodeOutput, buffer, held, readBytesMax, null);
    if (bytes === 0) {
      return counter;
    }
    const end = held + bytes;
    const othersBefore = others;
    const whole = counter.scan(buffer, end);
    buffer.copyWithin(0, whole, end);
    held = end - whole;
    if (held > lineBytesMax) {
      held = 0;
    }
    state.set('answered', counter.count + probesAnswered);
    state.set('errors', errors);
    state.set('kvRequests', kvRequests);
    // A paced load does not wait for answers.
    if (spec.offer.kind === 'window' || others > othersBefore) {
      state.wake();
    }
  }
}

/**
 * Waits for a message of the writing thread without an event loop, which this thread never enters.
 */
function writersReport(): WriterReport {
  const untilMs = monotonicMs() + 30_000;
  for (;;) {
    const received = receiveMessageOnPort(port);
    if (received !== undefined) {
      return received.message as WriterReport;
    }
    if (monotonicMs() > untilMs) {
      throw new Error('the writing thread does not end');
    }
    state.sleep(state.get('signal'), 5);
  }
}

const setup: WriterSetup = { spec, state: state.buffer, port: writersPort, pidFile: join(directory, 'node.pid') };
const writer = new Worker(new URL('./load-writer.js', import.meta.url), {
  workerData: setup,
  transferList: [writersPort],
});
await once(writer, 'online');
writeSync(1, 'ready\n');
const counter = readAll();
if (state.get('total') === 0) {
  state.set('total', 2);
}
state.wake();
const { problem, ...written } = writersReport();
const report: LoadReport = {
  ...written,
  initOkMs,
  answered: counter.count + probesAnswered,
  errors,
  firstError,
  sumRead,
  kvRequests,
  latencies: latencies.summary(),
  problem: problem ?? (garbage > 0 ? `${garbage} lines were not JSON` : undefined),
};
writeFileSync(join(directory, 'report.json'), JSON.stringify(report));
process.exit(0);
