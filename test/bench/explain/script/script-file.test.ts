import { expect, test } from 'vitest';
import { explain } from '../../../../bench/explain/explanation.ts';
import { player } from '../../../../bench/explain/script/play.ts';
import { readScriptFile, scriptFileText } from '../../../../bench/explain/script/script-file.ts';
import { faultKinds } from '../../../../bench/nemesis/fault.ts';
import { failed, fileOf, shortTest } from '../explained.ts';

const options = shortTest({ design: 'read-modify-write', faults: faultKinds, nemesisIntervalMs: 300 });
const run = failed(2, options, { checker: 'final', direction: 'low' });
const file = fileOf(run, run);

test('what is read is what was written, faults and all', () => {
  expect(file.script.faults.length).toBeGreaterThan(5);
  const read = readScriptFile(scriptFileText(file));
  expect(read.script).toEqual(file.script);
  expect([read.command, read.seed, read.from]).toEqual([file.command, file.seed, file.from]);
});

const node = { bin: './my-node.py', args: ['--fast'], names: ['anna', 'bert', 'carla'], strict: false };
const ofNode = {
  ...file,
  script: { ...file.script, storeSeed: 'oldest' as const, node, options: { ...options, design: 'my-node.py' } },
};

test("a node's script is read as it was written, and leaves out what only our designs know", () => {
  const text = scriptFileText(ofNode);
  expect(readScriptFile(text).script).toEqual(ofNode.script);
  expect(text).not.toMatch(/"design"|queueMax|flushIntervalMs|readStalenessMs|replyDeadlineMs|kvTimeoutMs/);
});

test('an operation is one line', () => {
  const lines = scriptFileText(ofNode).split('\n');
  const operations = lines.filter((line) =>
    /^ +\{ "atMs": [\d.]+, "worker": \d, "f": "\w+", "delta": \d+ \},?$/.test(line),
  );
  expect(operations).toHaveLength(file.script.operations.length);
});

test('the drawing of what was read is the same to the byte', () => {
  const drawn = explain(file, player());
  const again = explain(readScriptFile(scriptFileText(file)), player());
  expect(drawn?.svg).toBeDefined();
  expect(again?.svg).toBe(drawn?.svg);
  expect(again?.text).toBe(drawn?.text);
});

test('a script of a node that was repaired explains nothing', () => {
  const repaired = { ...file, script: { ...file.script, options: { ...options, design: 'sluice-cas' } } };
  expect(explain(repaired, player())).toBeUndefined();
});

test.each([
  ['', 'is not JSON'],
  ['{}', 'is not a script of explain'],
  ['null', 'is not a script of explain'],
  [scriptFileText(file).replace('"workers": [', '"workers": [99,'), 'has parts missing'],
  [scriptFileText(file).replace('"consistency": "final"', '"consistency": "good"'), 'has parts missing'],
  [scriptFileText(file).replace('"read-modify-write"', '"nobody"'), "there is no design 'nobody'"],
  [scriptFileText(ofNode).replace('"./my-node.py"', '7'), 'has parts missing'],
  [scriptFileText(ofNode).replace('"anna",', ''), 'has parts missing'],
  [scriptFileText(ofNode).replace('"oldest"', '"newest"'), 'has parts missing'],
])('what is wrong with a file is said: %#', (text, problem) => {
  expect(() => readScriptFile(text)).toThrow(problem);
});
