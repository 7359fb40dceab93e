import { describe, expect, test } from 'vitest';
import { flameSvg } from '../../../bench/flame/flame-svg.ts';
import { indexPage } from '../../../bench/flame/index-page.ts';
import { type Frame, readProfile } from '../../../bench/flame/profile.ts';
import { zeroXTree } from '../../../bench/flame/zero-x-tree.ts';
import { badNesting } from '../report/html-nesting.ts';
import { hostile, profile } from './made-up-profile.ts';

const read = readProfile(profile, (url) => url.replace('file:///p/', ''));

describe('readProfile', () => {
  test('idleness is left out of the busy time', () => {
    expect(read.busyMs).toBeCloseTo(100);
    expect(read.spanMs).toBeCloseTo(160);
  });

  test('frames hold their own time and that of what they called', () => {
    const [, main, , collector] = read.root.children as [Frame, Frame, Frame, Frame];
    expect(main).toMatchObject({ name: 'main', where: 'src/main.js:10', kind: 'own', selfMs: 10, totalMs: 35 });
    expect(main.children).toMatchObject([{ name: 'work', kind: 'dependency', selfMs: 25, samples: 2 }]);
    expect(collector).toMatchObject({ kind: 'native', selfMs: 5, where: '' });
  });

  test('functions are listed by their own time', () => {
    expect(read.top.map(({ name, selfMs }) => [name, selfMs])).toEqual([
      [hostile, 40],
      ['work', 25],
      ['emit', 19.9],
      ['main', 10],
      ['(garbage collector)', 5],
      ['brief', 0.1],
    ]);
  });
});

describe('flameSvg', () => {
  const svg = flameSvg('a <thread>', read);
  /** The frames that are drawn: what they say when pointed at, and their boxes. */
  const boxes = [
    ...svg.matchAll(/<g><title>(.*?)<\/title><rect class="\w+" x="(.*?)" y="(.*?)" width="(.*?)".*?<\/g>/g),
  ].map(([all, title, x, y, width]) => ({
    all,
    title: title!,
    x: Number(x),
    y: Number(y),
    width: Number(width),
  }));
  const boxOf = (name: string) => boxes.find(({ title }) => title.startsWith(name))!;

  test('it nests, says how busy the thread was, and needs nothing else', () => {
    expect(badNesting(svg)).toBeUndefined();
    expect(svg).toContain('a &lt;thread&gt;: busy 62.5 % of 0.2 s');
    expect(svg).not.toMatch(/(?:src|href)=|url\(/);
  });

  test('widths are proportional to time, but for the gap between boxes', () => {
    const whole = boxOf('all').width + 1;
    for (const [name, share] of [
      ['main', 0.35],
      ['work', 0.25],
      ['emit', 0.2],
      ['(garbage collector)', 0.05],
    ] as const) {
      expect((boxOf(name).width + 1) / whole, name).toBeCloseTo(share, 3);
    }
  });

  test('a function stands on its caller, those called from one beside each other', () => {
    expect(boxOf('work').x).toBe(boxOf('main').x);
    expect(boxOf('work').y).toBeLessThan(boxOf('main').y);
    expect(boxOf('main').y).toBeLessThan(boxOf('all').y);
    expect(boxOf('emit').x).toBeCloseTo(boxOf('main').x + boxOf('main').width + 1, 0);
    expect(boxOf('emit').y).toBe(boxOf('main').y);
  });

  test('what took next to no time is left out', () => {
    expect(boxes).toHaveLength(6);
    expect(svg).not.toContain('brief');
  });

  test('the name of a function is text and no markup', () => {
    expect(svg).not.toContain('<script');
    expect(boxOf('&lt;/title&gt;').title).toContain('alert(&quot;1&quot; &amp; &#39;2&#39;)');
  });

  test('a name that does not fit is cut, or left out', () => {
    const texts = boxes.map(({ all, width }) => [/<text[^>]*>(.*)<\/text>/.exec(all)?.[1], width] as const);
    for (const [text, width] of texts) {
      const characters = text?.replaceAll(/&[#\w]+;/g, '.').length ?? 0;
      expect(characters * 8.5).toBeLessThan(width);
    }
    expect(texts.map(([text]) => text)).toContain('(gar…');
  });

  test('a thread that did nothing has a graph too', () => {
    const idle = { ...profile, samples: [5], timeDeltas: [160_000] };
    const graph = flameSvg('idle', readProfile(idle, String));
    expect(graph).toContain('idle: busy 0.0 % of 0.2 s');
    expect(graph.match(/<g>/g)).toHaveLength(1);
    expect(graph).not.toContain('NaN');
  });
});

test('0x is told of every frame, whose code it is, and no markup', () => {
  expect(zeroXTree(read.root)).toMatchObject({
    functionName: 'root',
    children: [
      { functionName: expect.stringMatching(/^[^<>&]*alert[^<>&]* \.\/src\/main\.js:10$/), hitCount: 1 },
      {
        functionName: 'main ./src/main.js:10',
        hitCount: 1,
        children: [{ functionName: 'work ./node_modules/x.js:10', hitCount: 2 }],
      },
      { functionName: 'emit events.js:10', children: [{ functionName: 'brief ./src/main.js:10' }] },
      { functionName: 'garbage collector', hitCount: 1, children: [] },
    ],
  });
});

test('the index page shows each thread: its busy share, picture, top functions and files', () => {
  const svg = flameSvg('a thread', read);
  const html = indexPage(
    'all <threads>',
    ['a "fact"'],
    [{ name: 'a thread', profile: read, svg, svgFile: 'a.svg', page: 'a.html', raw: 'a.cpuprofile' }],
  );
  expect(badNesting(html)).toBeUndefined();
  expect(html).toContain('all &lt;threads&gt;');
  expect(html).toContain('a &quot;fact&quot;');
  expect(html).toContain('<h2>a thread: busy 62.5 % of 0.2 s</h2>');
  expect(html).toContain(svg);
  expect(html).toMatch(/href="a\.html#[^"]+".*href="a\.svg".*href="a\.cpuprofile"/s);
  expect(html).toMatch(/25\.0 %.*<td>work<\/td><td class="soft">node_modules\/x\.js:10<\/td>/);
  expect(html).not.toContain('<script');
});
