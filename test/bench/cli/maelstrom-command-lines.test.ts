import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { test as testCommand } from '../../../bench/cli/test.ts';

const parsed = (line: string) => testCommand.read(line.split(/ +/));

const folder = mkdtempSync(join(tmpdir(), 'nodes-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the command lines of Maelstrom's documents, for the workloads that are served", () => {
  // From its README, doc/ and demo/, without `maelstrom test` and without repetitions.
  test.each([
    ['-w echo --bin demo/ruby/echo.rb --time-limit 5', { timeLimitMs: 5_000, concurrency: 5 }],
    ['-w echo --bin echo.rb --nodes n1 --time-limit 10 --log-stderr', { nodes: ['n1'], logStderr: true }],
    ['-w echo --bin echo.rb --nodes n1 --time-limit 10', { nodes: ['n1'], concurrency: 1 }],
    ['-w echo --bin demo/clojure/echo.clj --time-limit 10', { nodes: ['n1', 'n2', 'n3', 'n4', 'n5'] }],
    ['-w echo --bin ./demo/c++/echo  --node-count 3 --time-limit 60', { nodes: ['n0', 'n1', 'n2'] }],
    ['-w echo --bin ~/go/bin/maelstrom-echo', { workload: 'echo', rate: 5 }],
    ['-w echo --bin echo.py', { workload: 'echo' }],
    ['-w echo --bin ./target/debug/echo --node-count 1 --time-limit 10 --log-stderr', { nodes: ['n0'] }],
    ['-w g-counter --bin counter.rb --time-limit 20 --rate 10', { rate: 10 }],
    ['-w pn-counter --bin counter.rb --time-limit 20 --rate 10', { workload: 'pn-counter' }],
    ['-w pn-counter --bin counter.rb --time-limit 30 --rate 10 --nemesis partition', { faults: ['partition'] }],
    ['--log-stderr --bin ~/lab/echo -w echo --time-limit 5 --node-count 1', { bin: '~/lab/echo' }],
    [
      '--log-stderr --bin ~/lab/g-counter -w g-counter --time-limit 20 --nemesis partition --rate 5',
      { workload: 'g-counter', nodeArgs: [] },
    ],
  ])('%s', (line, expected) => {
    expect(parsed(line)).toMatchObject({ ...expected, note: undefined });
  });

  test("and Fly.io's challenges", () => {
    const line = '-w g-counter --bin ~/go/bin/maelstrom-counter --node-count 3 --rate 100 --time-limit 20';
    expect(parsed(`${line} --nemesis partition`)).toMatchObject({ rate: 100, timeLimitMs: 20_000 });
    expect(parsed('-w echo --bin ~/go/bin/maelstrom-echo --node-count 1 --time-limit 10')).toMatchObject({ rate: 5 });
  });
});

describe('nodes', () => {
  writeFileSync(join(folder, 'nodes'), 'x.example.org\n  y\n\nz\n');
  test.each([
    ['--nodes n1,n2', ['n1', 'n2']],
    ['-n n0 -n n7', ['n0', 'n7']],
    ['--node a --nodes b,c -n d', ['b', 'c', 'a', 'd']],
    [`--nodes-file ${folder}/nodes -n w`, ['x.example.org', 'y', 'z', 'w']],
    ['--nodes a,b --node-count 2', ['n0', 'n1']],
  ])('%s', (line, nodes) => {
    expect(parsed(line)).toMatchObject({ nodes, concurrency: nodes.length });
    expect(parsed(`${line} --concurrency 10n`)).toMatchObject({ concurrency: 10 * nodes.length });
  });

  test.each([
    ['--nodes c1', "--nodes must be names of letters, digits, '-', '_' and '.' that are no client's (c1) and"],
    ['--nodes n1,seq-kv', "not 'seq-kv'"],
    ['-n ../x', "--node must be a name of letters, digits, '-', '_' and '.' that is no client's (c1) and"],
    ['-n .', '--node must be'],
    ['--nodes a,b -n b', 'The node b is named twice'],
    [`--nodes-file ${folder}`, "can't be read"],
    [`--nodes-file ${folder}/none`, "can't be read"],
  ])('%s is refused', (line, said) => {
    expect(() => parsed(line)).toThrow(said);
  });
});

test.each([
  ['--bin x a b', ['a', 'b']],
  ['--bin x a --rate 5 b', ['a', 'b']],
  ['--bin x -- --rate 5', ['--rate', '5']],
  ['--bin x a -- --rate 5', ['a', '--rate', '5']],
  ['--bin x -- -- b', ['--', 'b']],
])('%s gives the node %j', (line, nodeArgs) => {
  expect(parsed(line)).toMatchObject({ bin: 'x', nodeArgs });
});

test.each([
  ['--rate 1e3', { rate: 1_000 }],
  ['--rate 2.5', { rate: 2.5 }],
  ['--rate 5.', { rate: 5 }],
  ['--latency 100 --latency-dist exponential', { latency: { meanMs: 100, distribution: 'exponential' } }],
  ['--nemesis-interval 0.5', { nemesisIntervalMs: 500 }],
  ['--availability total', { availability: 'total' }],
  ['--test-count 5 --seed 3', { testCount: 5, seed: 3 }],
  ['-wecho --bin=x', { workload: 'echo', bin: 'x' }],
])('%s is read as there', (line, expected) => {
  expect(parsed(line)).toMatchObject(expected);
});

test('options of other workloads and of SSH are taken, and named in one line', () => {
  const idle =
    '--topology tree4 --key-count 4 --max-txn-length 4 --max-writes-per-key 16 --consistency-models serializable ' +
    '--username root --password secret --ssh-private-key ~/.ssh/id --strict-host-key-checking --no-ssh ' +
    '--leave-db-running --logging-json';
  const names = idle.split(' ').filter((word) => word.startsWith('--'));
  expect(names).toHaveLength(12);
  expect(parsed(`--bin x ${idle} --rate 7`)).toMatchObject({
    rate: 7,
    nodeArgs: [],
    note: `Without effect here: ${names.join(', ')} (for other workloads or Jepsen's SSH)`,
  });
});

test.each(['broadcast', 'g-set', 'lin-kv', 'kafka', 'txn-list-append', 'txn-rw-register', 'unique-ids'])(
  '-w %s is refused with the workloads that are served',
  (workload) => {
    expect(() => parsed(`-w ${workload} --bin x`)).toThrow(
      `--workload must be one of g-counter, pn-counter, echo, not '${workload}'`,
    );
  },
);
