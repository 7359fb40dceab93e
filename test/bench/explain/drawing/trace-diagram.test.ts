import { describe, expect, test } from 'vitest';
import { Runtime } from '../../../../bench/designs/runtime.ts';
import { textColumns } from '../../../../bench/explain/drawing/text.ts';
import type { StartNode } from '../../../../bench/simulator/virtual-cluster.ts';
import { explained, shortTest } from '../explained.ts';
import { wellFormed } from './well-formed-xml.ts';

describe('the stale final read of a cas loop', () => {
  const { text, svg, diagram } = explained(1, shortTest({ design: 'cas-loop' }));

  test('is named, told, and drawn with the wrong answer and the right one', () => {
    expect(diagram.story.anomaly).toBe('Stale final read');
    for (const drawing of [text, svg]) {
      expect(drawing).toContain('Stale final read: cas-loop on seq-kv');
      expect(drawing).toContain('read = 0 (should be 1)');
      expect(drawing).toContain('from state 0 of 1 (1 old): no total; newest: 1');
      expect(drawing).toContain('cas total 0→1');
      expect(drawing).toContain('to 2 nodes, 2 clients, 2 operations, 0 faults');
    }
    expect(diagram.story.paragraph).toContain('answered 0, although 1 had been added and acknowledged');
    expect(diagram.story.paragraph).toContain('Nothing is lost');
  });

  test('is marked where it went wrong, and where that came out', () => {
    expect(diagram.notes.filter(({ tone }) => tone === 'wrong')).toHaveLength(1);
    expect(diagram.arrows.filter(({ tone }) => tone === 'wrong')).toHaveLength(1);
    expect(text.split('\n').filter((line) => line.startsWith('>>'))).toHaveLength(2);
  });

  test('fits a terminal', () => {
    expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(textColumns);
  });

  test('is a whole SVG, with words for those who can not see it, in light and dark', () => {
    expect(wellFormed(svg)).toBe(true);
    expect(svg).toMatch(/<title id="title">.+<\/title>\n<desc id="story">.+<\/desc>/);
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)|<script|url\(/);
  });

  test('has everything within the picture', () => {
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number);
    for (const [, x, y] of svg.matchAll(/<text x="(\d+)" y="(\d+)"/g)) {
      expect(Number(x)).toBeLessThan(width!);
      expect(Number(y)).toBeLessThan(height!);
    }
  });
});

test('the lost update of read-modify-write is told with what was overwritten', () => {
  const { text, svg, diagram } = explained(1, shortTest({ design: 'read-modify-write', timeLimitMs: 1_000 }));
  expect(diagram.story.anomaly).toBe('Lost update');
  for (const drawing of [text, svg]) {
    expect(drawing).toContain('state 2: total = 1, was 2');
    expect(drawing).toContain('read = 1 (should be 3)');
  }
  expect(diagram.story.paragraph).toContain('wrote total := 1 over 2, which it had never seen');
});

test('a killed node is drawn, and that its adds are gone', () => {
  const options = shortTest({ design: 'gossip-crdt', faults: ['kill'], nemesisIntervalMs: 300 });
  const { text, diagram } = explained(1, options);
  expect(diagram.story.anomaly).toBe('Lost acknowledged add');
  expect(text).toContain('[! n0 is killed !]');
  expect(text).toContain('[n0 starts again]');
});

test('what comes from nodes is escaped', () => {
  const hostile: StartNode = (environment, write) =>
    new Runtime({ environment, write, service: 'seq-kv' }, ({ store }) => ({
      add: (delta, request) => store.write('<b>"&\u001b[31m]]>', delta, () => request.addOk()),
      read: (request) => request.readOk(0),
    }));
  const { text, svg } = explained(1, shortTest({ timeLimitMs: 500 }), hostile);
  expect(wellFormed(svg)).toBe(true);
  expect(svg).toContain('&lt;b&gt;');
  expect(svg).not.toContain('<b>');
  expect(text).toContain('<b>"&');
  // No control character reaches the terminal or the picture.
  expect([...text, ...svg].some((char) => char < ' ' && char !== '\n')).toBe(false);
});
