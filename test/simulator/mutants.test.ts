import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** One way to break the node, and the tests that must notice. */
interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly noticedBy: readonly string[];
}

const simulated = 'test/simulator/pinned.test.ts';

const mutants: readonly Mutant[] = [
  {
    name: 'drop the barrier',
    file: 'src/main/strategy/per-key.ts',
    from: 'this.#writeBarrier(() => {\n        this.#backoff.reset();\n        done({ barrier: true });\n      });',
    to: 'done({ barrier: true });',
    noticedBy: [simulated, 'test/freshness.test.ts'],
  },
  {
    name: 'write plainly instead of compare-and-set',
    file: 'src/main/strategy/per-key.ts',
    from: 'this.#kv.cas(this.#ownKey, this.#own, target, (outcome) => {',
    to: 'this.#kv.write(this.#ownKey, target, (outcome) => {',
    noticedBy: [simulated, 'test/in-doubt.test.ts'],
  },
  {
    name: 'acknowledge before the commit',
    file: 'src/main/maelstrom/requests.ts',
    from: "if (settings.acks === 'local' || isCommitted(lane, watermark)) {",
    to: 'if (held.adds > 0) {',
    noticedBy: [simulated],
  },
  {
    name: 'adopt a lower value of another key',
    file: 'src/main/strategy/per-key.ts',
    from: 'Math.max(this.#others.get(nodeId) ?? 0, outcome.value.total)',
    to: 'outcome.value.total',
    noticedBy: ['test/freshness.test.ts'],
  },
  {
    name: 'adopt a lower value of the own key',
    file: 'src/main/strategy/per-key.ts',
    from: '(found) => isSame(found, target) || isSame(found, this.#own),',
    to: '() => true,',
    noticedBy: ['test/in-doubt.test.ts'],
  },
  {
    name: 'use the same msg_ids in every life',
    file: 'src/main/store/maelstrom-kv.ts',
    from: 'this.#nextMsgId = 1 + Math.floor(settings.environment.random() * 2 ** 52);',
    to: 'this.#nextMsgId = 1;',
    noticedBy: ['test/in-doubt.test.ts'],
  },
  {
    name: 'take a compare-and-set in doubt for applied',
    file: 'src/main/strategy/per-key.ts',
    from: 'default:\n          this.#backoff.retry(() => this.#raise(target, done));',
    to: 'default:\n          this.#own = target;\n          done({ barrier: false });',
    noticedBy: [simulated, 'test/in-doubt.test.ts'],
  },
  {
    name: "take a peer's refresh for newer than it says",
    file: 'src/main/peers/refresh-client.ts',
    from: 'onRefreshed(ageMs === undefined ? mark : { order: 0, ms: mark.ms - ageMs }, ',
    to: 'onRefreshed(mark, ',
    noticedBy: ['test/shared-refresh.test.ts'],
  },
  {
    name: "take a peer's refresh for as new as its answer",
    file: 'src/main/peers/refresh-client.ts',
    from: 'onRefreshed(ageMs === undefined ? mark : { order: 0, ms: mark.ms - ageMs }, ',
    to: 'onRefreshed({ order: environment.nowMs() * 1e6, ms: environment.nowMs() }, ',
    noticedBy: [simulated, 'test/shared-refresh.test.ts'],
  },
  {
    name: 'tell a peer that an old refresh is a new one',
    file: 'src/main/peers/refresh-requests.ts',
    from: '...(refresh.order <= order && {',
    to: '...(readMs < 0 && {',
    noticedBy: ['test/shared-refresh.test.ts'],
  },
  {
    name: 'tell a peer how much of a total that was heard is its own',
    file: 'src/main/counter/counter-value.ts',
    from: 'const isOwn = total === this.#strategy.value();',
    to: 'const isOwn = true;',
    noticedBy: ['test/shared-refresh.test.ts'],
  },
  {
    name: 'take an answer to an earlier question for one to the last',
    file: 'src/main/peers/refresh-client.ts',
    from: 'if (this.#open === undefined || token !== this.#open.token) {',
    to: 'if (this.#open === undefined) {',
    noticedBy: ['test/shared-refresh.test.ts'],
  },
  {
    name: 'fail an add for certain after it entered the ledger',
    file: 'src/main/maelstrom/requests.ts',
    from: 'this.#fail(held, Errors.addInDoubt);',
    to: 'this.#fail(held, Errors.queueFull);',
    noticedBy: [simulated, 'test/deadlines.test.ts'],
  },
  {
    name: 'answer reads from totals that are not committed',
    file: 'src/main/maelstrom/requests.ts',
    from: 'const total = value.get();',
    to: 'const total = BigInt(value.get()) + BigInt(this.adds.count);',
    noticedBy: [simulated],
  },
  {
    name: 'answer a read from a refresh that began before it',
    file: 'src/main/counter/held-reads.ts',
    from: 'if (refresh.order > order) {',
    to: 'if (refresh.order > 0) {',
    noticedBy: [simulated, 'test/freshness.test.ts'],
  },
  {
    name: 'cas: answer a read from any success of a peer',
    file: 'src/main/strategy/helping.ts',
    from: 'first !== undefined && first.token <= upTo;',
    to: 'first !== undefined;',
    noticedBy: ['test/freshness.test.ts'],
  },
  {
    name: 'cas: tell of asks that came after the attempt was sent',
    file: 'src/main/strategy/cas.ts',
    from: 'this.#succeeded(to, heard);',
    to: 'this.#succeeded(to, this.#helping.tokensHeard);',
    noticedBy: ['test/freshness.test.ts'],
  },
  {
    name: "cas: take a peer's step along, whatever its slot shows",
    file: 'src/main/strategy/helping.ts',
    from: 'if (step !== undefined && isSameSlot(slotOf(value, peer), step.from)) {',
    to: 'if (step !== undefined) {',
    noticedBy: [simulated, 'test/freshness.test.ts'],
  },
  {
    name: 'cas: begin a life without a step of its own',
    file: 'src/main/strategy/cas.ts',
    from: 'const to: Slot = [from[0], this.#life];',
    to: 'const to: Slot = from;',
    noticedBy: ['test/in-doubt.test.ts', 'test/main/strategy/lives.test.ts'],
  },
  {
    name: "cas: take an earlier life's slot for the present one's",
    file: 'src/main/strategy/chain.ts',
    from: 'return a[0] === b[0] && a[1] === b[1];',
    to: 'return a[0] === b[0];',
    noticedBy: ['test/main/strategy/lives.test.ts'],
  },
  {
    name: 'cas: only read again when the store shows an old value',
    file: 'src/main/strategy/cas.ts',
    from: 'isRequested = false;\n        }\n',
    to:
      'isRequested = false;\n        } else {\n          return this.#backoff.retry(() => open && ' +
      'this.#learn(attempt));\n        }\n',
    noticedBy: ['test/main/strategy/cas.test.ts'],
  },
  {
    name: 'cas: go on with what was to be learnt when news has ended that',
    file: 'src/main/strategy/learning.ts',
    from: 'const isOpen = () => this.#call === call;',
    to: 'const isOpen = () => this.#call !== undefined;',
    noticedBy: ['test/main/strategy/learning.test.ts'],
  },
  {
    name: 'give all lives the same number',
    file: 'src/main/strategy/strategy.ts',
    from: 'return 1 + Math.floor(environment.random() * 2 ** 52);',
    to: 'return 1;',
    noticedBy: ['test/main/strategy/lives.test.ts'],
  },
  {
    name: 'per-key: take a refused fence for applied',
    file: 'src/main/strategy/per-key.ts',
    from: 'this.#backoff.retry(() => this.recover(done));',
    to: 'this.#own = fenced;\n        done({ own: fenced.total, barrier: true });',
    noticedBy: ['test/main/strategy/lives.test.ts'],
  },
  {
    name: 'per-key: send a refused fence again without end',
    file: 'src/main/strategy/per-key.ts',
    from: 'this.#barrier.write(done, ',
    to: 'this.#backoff.reset();\n    this.#barrier.write(done, ',
    noticedBy: ['test/main/strategy/per-key.test.ts'],
  },
  {
    name: 'per-key: begin a life without a fence',
    file: 'src/main/strategy/per-key.ts',
    from: 'this.#fence(found ?? neverStored, done);',
    to: 'this.#own = found ?? neverStored;\n            done({ own: this.#own.total, barrier: true });',
    noticedBy: [simulated, 'test/in-doubt.test.ts', 'test/main/strategy/lives.test.ts'],
  },
  {
    name: 'let the keys of two nodes be the same',
    file: 'src/main/strategy/keys.ts',
    from: '`total/',
    to: '`',
    noticedBy: ['test/in-doubt.test.ts'],
  },
  {
    name: 'cas: keep v as it is',
    file: 'src/main/strategy/chain.ts',
    from: 'return { v: v + 1,',
    to: 'return { v: Math.max(1, v),',
    noticedBy: [simulated],
  },
  {
    name: 'set a timer for each add within the flush interval',
    file: 'src/main/counter/flusher.ts',
    from: 'if (this.#timerSet) {',
    to: 'if (delayMs < 0) {',
    noticedBy: ['test/main/counter/flusher.test.ts'],
  },
  {
    name: 'retry without jitter',
    file: 'src/main/store/backoff.ts',
    from: 'fullMs * (0.5 + 0.5 * this.#environment.random())',
    to: 'fullMs',
    noticedBy: ['test/main/store/backoff.test.ts'],
  },
  {
    name: 'never give back the memory of held reads',
    file: 'src/main/counter/held-reads.ts',
    from: 'this.#destBytes -= destBytesOf(read);',
    to: '',
    noticedBy: ['test/main/counter/held-reads.test.ts'],
  },
  {
    name: 'refresh for a chunk whose reads were all refused',
    file: 'src/main/counter/held-reads.ts',
    from: 'if (read.msgIds.length === 0) {',
    to: 'if (read.msgIds.length < 0) {',
    noticedBy: ['test/main/counter/held-reads.test.ts', 'test/bounds.test.ts'],
  },
  {
    name: "count a stopped worker's chunk again",
    file: 'src/shared/ledger.ts',
    from: 'if (found === expected) {',
    to: 'if (found >= 0n) {',
    noticedBy: ['test/shared/ledger.test.ts'],
  },
  {
    name: 'let a worker thread take for ever to start',
    file: 'src/main/maelstrom/decoding-worker.ts',
    from: 'environment.after(startMsMax, ',
    to: 'environment.after(Number.POSITIVE_INFINITY, ',
    noticedBy: ['test/main/maelstrom/decoding-worker.test.ts'],
  },
  {
    name: 'ignore that a worker thread died between two chunks',
    file: 'src/main/maelstrom/decoding-worker.ts',
    from: '(reason) => this.#lose(thread, reason)',
    to: '() => {}',
    noticedBy: ['test/main/maelstrom/decoding-worker.test.ts'],
  },
  {
    name: 'take the end of an earlier worker thread for that of the present one',
    file: 'src/main/maelstrom/decoding-worker.ts',
    from: 'if (thread !== this.#thread) {\n      return;\n    }\n    this.#thread = undefined;',
    to: 'this.#thread = undefined;',
    noticedBy: ['test/main/maelstrom/decoding-worker.test.ts'],
  },
  {
    name: 'take what a worker thread says of a chunk that was taken away from it',
    file: 'src/main/maelstrom/decoding-worker.ts',
    from: 'if (thread !== this.#thread) {\n          return;\n        }\n        free();',
    to: 'free();',
    noticedBy: ['test/main/maelstrom/decoding-worker.test.ts'],
  },
  {
    name: 'answer what was sent to an earlier life',
    file: 'src/shared/wire/decode-chunk.ts',
    from: 'if (id >= doubtfulBelowId) {',
    to: 'if (id >= 0) {',
    noticedBy: [simulated, 'test/in-doubt.test.ts'],
  },
  {
    name: 'take no notice of having been stopped',
    file: 'src/main/maelstrom/arrival-clock.ts',
    from: 'if (nowMs - this.#lastAliveMs > stallMs) {',
    to: 'if (nowMs < 0) {',
    noticedBy: [simulated, 'test/deadlines.test.ts'],
  },
  {
    name: 'take what waited in a second pause for new',
    file: 'src/main/maelstrom/arrival-clock.ts',
    from: 'this.#floors.push({ sinceMs, bytesLeft: pipeBytesMax });',
    to: 'if (last === undefined) { this.#floors.push({ sinceMs, bytesLeft: pipeBytesMax }); }',
    noticedBy: ['test/main/maelstrom/arrival-clock.test.ts'],
  },
  {
    name: 'take no notice of what a request may have waited behind',
    file: 'src/main/maelstrom/active-node.ts',
    from: 'decoded.messages.length > 0 ? clock.behindMessage(arrivedAt, this.#holdUpMaxMs) : arrivedAt;',
    to: 'decoded.messages.length < 0 ? clock.behindMessage(arrivedAt, 0) : arrivedAt;',
    noticedBy: ['test/deadlines.test.ts'],
  },
  {
    name: 'answer what came before init',
    file: 'src/main/maelstrom/reception.ts',
    from: '} else if (line.id !== undefined) {',
    to: '} else if (line.id === 0.5) {',
    noticedBy: ['test/bad-input.test.ts'],
  },
  {
    name: 'send replies however long they have waited for their reader',
    file: 'src/main/maelstrom/output.ts',
    from: 'if (this.#settings.nowMs() > byMs) {',
    to: 'if (byMs < 0) {',
    noticedBy: ['test/main/maelstrom/output.test.ts'],
  },
  {
    name: 'begin to give up what is held only when its time is up',
    file: 'src/main/maelstrom/requests.ts',
    from: 'const leadMs = expiryLeadMs + Math.min(backlog.drainMs(this.#errorBytes), replyDeadlineMs * leadShareMax);',
    to: 'const leadMs = expiryLeadMs;',
    noticedBy: ['test/slow-reader.test.ts'],
  },
  {
    name: 'take more than could be answered in time',
    file: 'src/main/maelstrom/requests.ts',
    from: 'return Math.min(memoryRoom, inTimeBytes / errorBytesPerAckByte);',
    to: 'return memoryRoom;',
    noticedBy: ['test/slow-reader.test.ts'],
  },
  {
    name: 'keep what a queue gave out',
    file: 'src/main/counter/fifo.ts',
    from: 'this.#items[this.#start] = undefined;',
    to: '',
    noticedBy: ['test/retention.test.ts'],
  },
  {
    name: 'let a peer answer from a refresh of an earlier life',
    file: 'src/main/peers/refresh-client.ts',
    from: 'Math.min(ageMaxMs, nowMs - this.#startedMs);',
    to: 'ageMaxMs;',
    noticedBy: ['test/shared-refresh.test.ts'],
  },
  {
    name: 'take what comes with a message of a peer for as old as the silence before',
    file: 'src/main/maelstrom/arrival-clock.ts',
    from: 'Math.max(previousReadMs, readMs - slowestMs);',
    to: 'previousReadMs;',
    noticedBy: ['test/deadlines.test.ts'],
  },
  {
    name: 'take more though replies wait for their reader',
    file: 'src/main/maelstrom/requests.ts',
    from: '* drainShare) - backlog.bytes - this.#errorBytes;',
    to: '* drainShare) - this.#errorBytes;',
    noticedBy: ['test/main/maelstrom/requests.test.ts'],
  },
  {
    name: 'hold reads though there is no room for their bytes',
    file: 'src/main/maelstrom/requests.ts',
    from: 'const room = this.bytesRoom > 0 ?',
    to: 'const room = settings.queueMax > 0 ?',
    noticedBy: ['test/main/maelstrom/requests.test.ts'],
  },
  {
    name: 'take a quiet pipe for an empty one while nobody reads it',
    file: 'src/main/maelstrom/arrival-clock.ts',
    from: 'if (this.#reading && !this.#readSinceTick) {',
    to: 'if (!this.#readSinceTick) {',
    noticedBy: ['test/main/maelstrom/arrival-clock.test.ts'],
  },
  {
    name: 'send the rest of some lines however long it has waited',
    file: 'src/main/maelstrom/output.ts',
    from: '{ lines: lines.subarray(end), byMs }',
    to: '{ lines: lines.subarray(end), byMs: Number.POSITIVE_INFINITY }',
    noticedBy: ['test/main/maelstrom/output.test.ts'],
  },
  {
    name: 'let a chunk that needs the exact room pass those on workers',
    file: 'src/main/maelstrom/intake.ts',
    from: 'if (this.#headNeedsExactRoom && this.#busy > 0) {',
    to: 'if (this.#headNeedsExactRoom && this.#busy < 0) {',
    noticedBy: ['test/main/maelstrom/intake.test.ts'],
  },
  {
    name: 'let a chunk pass those that wait',
    file: 'src/main/maelstrom/intake.ts',
    from: 'const mustWait = this.#queue.length > 0 && (this.#headNeedsExactRoom || this.#bytes < waitBytesMax);',
    to: 'const mustWait = false;',
    noticedBy: ['test/main/maelstrom/intake.test.ts'],
  },
  {
    name: 'take the first sleep of a node in lockstep for rest',
    file: 'bench/lockstep/rest.ts',
    from: 'if (nowMs - this.#sinceMs < newPostureMs) {',
    to: 'if (nowMs < 0) {',
    noticedBy: ['test/bench/lockstep/rest.test.ts'],
  },
  {
    name: 'run events of one time in any order',
    file: 'bench/virtual-time.ts',
    from: 'return a.atMs - b.atMs || a.order - b.order;',
    to: 'return a.atMs - b.atMs;',
    noticedBy: ['test/bench/virtual-time.test.ts'],
  },
  {
    name: 'let virtual time jump though a node has a timer armed',
    file: 'bench/lockstep/pass-lockstep.ts',
    from: 'if (!nodes.isTimed || nextMs <= time.nowMs()',
    to: 'if (time.nowMs() >= 0 || nextMs <= time.nowMs()',
    noticedBy: ['test/bench/lockstep/pass-lockstep.test.ts'],
  },
];

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs one test file with the mutant in place; resolves with its exit code and what it printed. */
async function runUnder({ file, from, to }: Mutant, testFile: string) {
  const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--bail', '1', testFile], {
    cwd: root,
    env: { ...process.env, SLUICE_MUTANT: JSON.stringify({ file, from, to }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes) => (output += bytes));
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

/** Each run is a process of its own; on a busy machine many of them take long together. */
const timeoutMs = 300_000;

describe('a node broken on purpose is caught', () => {
  for (const mutant of mutants) {
    for (const testFile of mutant.noticedBy) {
      test.concurrent(`${mutant.name}: ${testFile}`, { timeout: timeoutMs }, async () => {
        const { code, output } = await runUnder(mutant, testFile);
        // That the tests ran and failed, not that the mutant could not be made.
        expect(output).not.toContain('does not hold this text exactly once');
        expect(output).toMatch(/Tests .*failed/);
        expect(code).toBe(1);
      });
    }
  }
});
