import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { casLoop } from '../../../../bench/designs/cas-loop.ts';
import { designs } from '../../../../bench/designs/designs.ts';
import { runDesign } from '../../../../bench/designs/run.ts';

const bin = fileURLToPath(new URL('../../../../dist/bench/designs/run.js', import.meta.url));

test('a design, and the store it uses', () => {
  expect(runDesign.read(['cas-loop'])).toEqual({ design: casLoop, service: 'seq-kv' });
  expect(runDesign.read(['--service', 'lin-kv', 'cas-loop'])).toMatchObject({ service: 'lin-kv' });
});

test('help names every design with its summary', () => {
  for (const { name, summary } of designs.values()) {
    expect(runDesign.help.replaceAll(/\s+/g, ' ')).toContain(` ${name} ${summary}`);
    expect(summary.length).toBeLessThan(100);
  }
});

test.each([
  [[], 'A design must be named'],
  [['no-such'], /^The design must be one of .*, not 'no-such'$/],
  [['cas-loop', 'per-node-keys'], "One design at a time, not 'cas-loop per-node-keys'"],
  [['cas-loop', '--service', 'lww-kv'], "--service must be seq-kv or lin-kv, not 'lww-kv'"],
  [['cas-loop', '--store'], "Unknown option '--store'"],
])('%j is refused in one sentence', (args, sentence) => {
  expect(() => runDesign.read(args)).toThrow(sentence);
});

test('as a process: answers on stdout, and leaves with 0 at the end of stdin', () => {
  const lines = [
    '{"id":0,"src":"c0","dest":"n0","body":{"type":"init","msg_id":1,"node_id":"n0","node_ids":["n0"]}}',
    '{"id":1,"src":"c1","dest":"n0","body":{"type":"read","msg_id":7}}',
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, [bin, 'gossip-crdt'], {
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
  });
  expect(stdout.trimEnd().split('\n')).toEqual([
    '{"src":"n0","dest":"c0","body":{"type":"init_ok","in_reply_to":1}}',
    '{"src":"n0","dest":"c1","body":{"type":"read_ok","value":0,"in_reply_to":7}}',
  ]);
  expect([stderr, status]).toEqual(['', 0]);
});

test('as a process: a bad command line is one line on stderr and exit code 2', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [bin], { encoding: 'utf8' });
  expect([stdout, stderr, status]).toEqual(['', 'A design must be named (see --help).\n', 2]);
});
