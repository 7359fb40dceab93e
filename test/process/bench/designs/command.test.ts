import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { casLoop } from '../../../../bench/designs/cas-loop.ts';
import { parseDesignCommand } from '../../../../bench/designs/command.ts';
import { designs } from '../../../../bench/designs/designs.ts';

const bin = fileURLToPath(new URL('../../../../dist/bench/designs/run.js', import.meta.url));

test('a design, and the store it uses', () => {
  expect(parseDesignCommand(['cas-loop'])).toEqual({ kind: 'run', design: casLoop, service: 'seq-kv' });
  expect(parseDesignCommand(['--service', 'lin-kv', 'cas-loop'])).toMatchObject({ kind: 'run', service: 'lin-kv' });
});

test('help names every design with its summary', () => {
  const command = parseDesignCommand(['--help']);
  const text = command.kind === 'help' ? command.text : '';
  for (const { name, summary } of designs.values()) {
    expect(text).toContain(`${name} `);
    expect(text).toContain(summary);
    expect(summary.length).toBeLessThan(100);
  }
});

test.each([
  [[], 'Which design (see --help)?'],
  [['no-such'], "There is no design 'no-such' (see --help)."],
  [['cas-loop', 'per-node-keys'], "One design at a time, not 'cas-loop per-node-keys' (see --help)."],
  [['cas-loop', '--service', 'lww-kv'], "--service must be seq-kv or lin-kv, not 'lww-kv' (see --help)."],
  [['cas-loop', '--store'], "Unknown option '--store' (see --help)."],
  [['cas-loop', '--service'], "Option '--service <value>' argument missing (see --help)."],
])('a bad command line, %j, in one sentence', (args, message) => {
  expect(parseDesignCommand(args)).toEqual({ kind: 'error', message });
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
  expect([stdout, stderr, status]).toEqual(['', 'Which design (see --help)?\n', 2]);
});
