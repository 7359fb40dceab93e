import { describe, expect, test } from 'vitest';
import { encodeInitReply, idBytesMax, nodesMax, readInit } from '../../../src/main/maelstrom/init.ts';

const read = (nodeId: unknown, nodeIds: unknown) =>
  readInit({ type: 'init', node_id: nodeId, node_ids: nodeIds }, undefined);

describe('init', () => {
  test('gives a node its id and those of the cluster', () => {
    expect(read('n1', ['n1', 'n2'])).toEqual({ nodeId: 'n1', nodeIds: ['n1', 'n2'] });
    expect(read('n1', [])).toEqual({ nodeId: 'n1', nodeIds: [] });
  });

  test.each([
    ['', ['n1']],
    [undefined, ['n1']],
    [1, ['n1']],
    ['n1', undefined],
    ['n1', 'n1'],
    ['n1', ['n1', 2]],
    ['n1', [2, 'n1']],
  ])('of %j and %j is malformed', (nodeId, nodeIds) => {
    expect(read(nodeId, nodeIds)).toMatchObject({ code: 12 });
  });

  test('ids and their number are bounded, both bounds included', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);
    expect(read('n1', ids(nodesMax))).toHaveProperty('nodeId');
    expect(read('n1', ids(nodesMax + 1))).toMatchObject({ code: 12 });
    // As JSON, with its quotes.
    const longest = 'x'.repeat(idBytesMax - 2);
    expect(read(longest, ['n1', longest])).toHaveProperty('nodeId');
    expect(read(`${longest}x`, ['n1'])).toMatchObject({ code: 12 });
    expect(read('n1', ['n1', `${longest}x`])).toMatchObject({ code: 12 });
    expect(read('é'.repeat(idBytesMax / 2), [])).toMatchObject({ code: 12 });
  });

  test('a second one must say the same, in any order', () => {
    const known = { nodeId: 'n1', nodeIds: ['n1', 'n2', 'n3'] };
    const again = (nodeId: string, nodeIds: string[]) =>
      readInit({ type: 'init', node_id: nodeId, node_ids: nodeIds }, known);
    expect(again('n1', ['n3', 'n2', 'n1', 'n3'])).toBe(known);
    expect(again('n2', ['n1', 'n2', 'n3'])).toMatchObject({ code: 12 });
    expect(again('n1', ['n1', 'n2'])).toMatchObject({ code: 12 });
    expect(again('n1', ['n1', 'n2', 'n4'])).toMatchObject({ code: 12 });
    expect(again('n1', ['n1', 'n2', 'n3', 'n4'])).toMatchObject({ code: 12 });
  });

  test('is answered as the node that it names, that is known, or that it was sent to', () => {
    const message = { src: 'c"0', dest: 'n9', body: { type: 'init', msg_id: 4 } };
    const known = { nodeId: 'n1', nodeIds: ['n1'] };
    const refused = read('', []);
    const reply = (...parameters: Parameters<typeof encodeInitReply>) => {
      const line = encodeInitReply(...parameters);
      return line === undefined ? undefined : JSON.parse(line);
    };
    expect(encodeInitReply(message, known, undefined)).toBe(
      '{"src":"n1","dest":"c\\"0","body":{"type":"init_ok","in_reply_to":4}}\n',
    );
    const error = { type: 'error', in_reply_to: 4, code: 12 };
    expect(reply(message, refused, known)).toMatchObject({ src: 'n1', dest: 'c"0', body: error });
    expect(reply(message, refused, undefined)).toMatchObject({ src: 'n9', body: error });
    expect(reply({ ...message, dest: '' }, refused, undefined)).toBeUndefined();
  });
});
