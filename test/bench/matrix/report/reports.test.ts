import { describe, expect, test } from 'vitest';
import { MatrixProgress } from '../../../../bench/cli/matrix-progress.ts';
import { cellsOf } from '../../../../bench/matrix/cell.ts';
import { faultSetNamed } from '../../../../bench/matrix/fault-sets.ts';
import { claimMark, howItFails, percent } from '../../../../bench/matrix/report/cell-text.ts';
import { renderHeatMap } from '../../../../bench/matrix/report/heat-map.ts';
import { renderMarkdown } from '../../../../bench/matrix/report/markdown.ts';
import { markdownText } from '../../../../bench/matrix/report/markdown-text.ts';
import { renderMatrixPage } from '../../../../bench/matrix/report/matrix-page.ts';
import type { PageData } from '../../../../bench/matrix/report/page-data.ts';
import { renderShortTable } from '../../../../bench/matrix/report/short-table.ts';
import { renderTextTable } from '../../../../bench/matrix/report/text-table.ts';
import { breaksClaim, tally } from '../../../../bench/matrix/tally.ts';
import { type StoreModel, storeModels } from '../../../../bench/services/store-models.ts';
import { wellFormed } from '../../explain/drawing/well-formed-xml.ts';
import { madeUp, observation } from '../made-up-matrix.ts';

const evil: StoreModel = { ...storeModels.at(-1)!, name: 'a|b<i>&', description: '</script><script>alert(1)</script>' };

const seqKv = storeModels.filter(({ name }) => name === 'seq-kv');

describe('a tally', () => {
  const [cell] = cellsOf(['cas-loop'], storeModels, [faultSetNamed('none')!]);

  test('counts runs by kind, the commonest first, each with its first seed', () => {
    const result = tally(cell!, true, [
      observation(5),
      observation(6, 'doubled-add', 'stale-final', 'stale-read'),
      observation(7, 'stale-final'),
      observation(8, 'stale-read'),
    ]);
    expect(result).toMatchObject({
      runs: 4,
      failed: 2,
      broken: 3,
      failures: [
        { kind: 'stale-final', runs: 2, seed: 6 },
        { kind: 'doubled-add', runs: 1, seed: 6 },
      ],
      breaches: [{ kind: 'stale-read', runs: 2, seed: 6 }],
      operations: 60,
      freshness: { reads: 40, fresh: 40 },
    });
    expect(breaksClaim(result)).toBe(true);
    expect(claimMark(result)).toBe('✗');
    expect(howItFails(result)).toBe('stale final read, doubled add');
  });

  test('shows a run that the simulator calls invalid too, if there is one', () => {
    const result = tally(cell!, true, [{ ...observation(5, 'lost-add'), valid: true }, observation(6, 'lost-add')]);
    expect(result.failures).toEqual([{ kind: 'lost-add', runs: 2, seed: 6 }]);
  });

  test('knows no broken promise where there is none', () => {
    expect(tally(cell!, false, [observation(1, 'lost-update')])).toMatchObject({ failed: 1, broken: null });
  });
});

test('a share is 0 only for none and 100 only for all', () => {
  expect([0, 1, 50, 999, 1_000].map((part) => percent(part, 1_000))).toEqual(['0', '<1', '5', '>99', '100']);
  expect(percent(0, 0)).toBe('–');
});

describe('the text table', () => {
  test('has a line for each design, with shares, kinds and marks', () => {
    const text = renderTextTable(madeUp(seqKv));
    expect(text).toMatch(/^ {2}read-modify-write +0 +0 .* 100% +2\.0$/m);
    expect(text).toMatch(/^ {2}cas-loop +25 stale r50 +25 stale r50 /m);
    expect(text).toMatch(/^ {2}sluice-cas +0 ✓ +0 ✓ /m);
  });
});

describe('the heat map', () => {
  const svg = renderHeatMap(madeUp(storeModels));

  test('has a square with its share for each cell, and a mark where a promise was kept', () => {
    const squares = [...svg.matchAll(/<text class="share on-(\w+)" [^>]*>([^<]*)</g)].map(([, kind, text]) => [
      kind,
      text,
    ]);
    expect(squares).toEqual([
      ...Array.from({ length: 6 }, () => ['level0', '0 %']),
      ...Array.from({ length: 6 }, () => ['level2', '25 %']),
      ...Array.from({ length: 6 }, () => ['kept', '0 % ✓']),
    ]);
  });

  test('says the same to those who can not see it', () => {
    expect(wellFormed(svg)).toBe(true);
    expect(svg).toContain('cas-loop: seq-kv no faults 25 %, seq-kv partition 25 %,');
  });

  test('leaves out what was not run', () => {
    expect(renderHeatMap(madeUp(seqKv)).match(/class="share/g)).toHaveLength(12);
  });
});

describe('Markdown', () => {
  test('shows any text as it is, in a cell of a table', () => {
    expect(markdownText('a|b *c* <i> & `d` _e_\n[f]')).toBe(
      'a\\|b \\*c\\* &lt;i\\> &amp; \\`d\\` \\_e\\_\\\\u\\{a\\}\\[f\\]',
    );
  });

  test('every table has as many cells in each row as heads', () => {
    for (const text of [renderMarkdown(madeUp([...seqKv, evil])), renderShortTable(madeUp(storeModels))]) {
      const tables = text.split('\n\n').filter((part) => part.startsWith('| '));
      expect(tables.length).toBeGreaterThan(0);
      for (const table of tables) {
        const widths = table
          .trim()
          .split('\n')
          .map((line) => line.replaceAll('\\|', '').split('|').length);
        expect(new Set(widths).size).toBe(1);
      }
      expect(text).not.toContain('<script>');
    }
  });

  test('gives a seed and its command for each failing cell', () => {
    const text = renderMarkdown(madeUp(seqKv));
    expect(text).toContain(
      '| cas-loop | seq-kv | none | stale final read | 25 % | `sluice simulate --challenge --design cas-loop ' +
        '--store seq-kv --time-limit 4 --recovery 3 --latency 2 --nemesis none --nemesis-interval 1 --seed 3` |',
    );
  });

  test('the short table: a line for each design, what is common said once', () => {
    const text = renderShortTable(madeUp(storeModels));
    const [head, , ...rows] = text.split('\n\n')[0]!.split('\n');
    expect(head).toBe(
      '| design | seq-kv, no faults / partition | seq-kv, network faults | seq-kv, kill | OSC(U), no faults | ' +
        'adversarial, no faults | messages per op | fresh reads |',
    );
    expect(rows).toHaveLength(3);
    expect(rows[1]).toContain('| 25 % / 25 %<br>stale final read | 25 %<br>stale final read |');
    expect(rows[2]).toContain('| 0 % / 0 % ✓ | 0 % ✓ | 0 % ✓ | 0 % ✓ | 0 % ✓ | 2.0 | 100 % |');
  });

  test('a part of the matrix makes a table too', () => {
    const part = { ...madeUp(seqKv), faultSets: [faultSetNamed('none')!] };
    const some = { ...part, results: part.results.filter(({ faultSet }) => faultSet.name === 'none') };
    expect(renderShortTable(some)).toContain('| 0 % ✓ / – | – | – | – | – | – | – |');
  });
});

describe('the page', () => {
  const html = renderMatrixPage(madeUp([...seqKv, evil]));
  const data = JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)![1]!) as PageData;

  test('takes nothing that it is told for HTML or script', () => {
    expect(html.includes('<script>alert')).toBe(false);
    expect(html.includes('a|b<i>')).toBe(false);
    expect(html.includes('a|b&lt;i&gt;&amp;')).toBe(true);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
  });

  test('needs nothing from elsewhere', () => {
    expect(/(?:src|href)="(?!data:)/.exec(html)).toBeNull();
    expect(/url\(|@import|https?:/.exec(html)).toBeNull();
    expect(html.includes("default-src 'none'")).toBe(true);
  });

  test('has a cell for each result, with a number as text, in the order of its data', () => {
    const cells = [...html.matchAll(/data-cell="(\d+)" class="([^"]*)"[^>]*aria-label="([^"]*)">([^<]*)</g)];
    expect(cells).toHaveLength(3 * 2 * 7);
    expect(data.cells).toHaveLength(cells.length);
    for (const [at, [, index, , label, text]] of cells.entries()) {
      expect(Number(index)).toBe(at);
      expect(text).toBe(data.cells[at]!.figures[0]!.text);
      expect(label!.split(' on ')[0]).toBe(data.cells[at]!.title.split(' on ')[0]);
    }
  });

  test('marks what is claimed, what is broken, and where reads are worse than the end', () => {
    const classes = (page: string, cell: string) =>
      new RegExp(`class="([^"]*)"[^>]*aria-label="${cell}:`).exec(page)![1]!.split(' ');
    expect(classes(html, 'sluice-cas on seq-kv, kill')).toEqual(['zero', 'claimed']);
    expect(classes(html, 'cas-loop on seq-kv, kill')).toEqual(['some', 'reads']);
    expect(html.includes('claims kept</span>')).toBe(true);
    const broken = renderMatrixPage(madeUp(seqKv, true));
    expect(classes(broken, 'sluice-cas on seq-kv, kill')).toEqual(['some', 'claimed', 'broken']);
    expect(broken.includes('✗ 7 of 7 claims broken')).toBe(true);
  });

  test('tells of each cell how it failed, and the commands', () => {
    const cell = data.cells.find(({ title }) => title === 'cas-loop on seq-kv, faults: none')!;
    expect(cell.claim).toBe('Not claimed: it needs a linearizable store.');
    expect(cell.failures).toHaveLength(1);
    expect(cell.failures[0]).toMatchObject({ name: 'stale final read', share: '25 %', seed: 3 });
    expect(cell.failures[0]!.command).toMatch(/^sluice simulate .* --seed 3$/);
    expect(cell.failures[0]!.explain).toMatch(/^sluice explain .* --seed 3$/);
    expect(cell.breaches[0]).toMatchObject({ name: 'stale read', share: '50 %', seed: 2 });
    expect(cell.figures.map(({ text }) => text)).toEqual(['25', '50', '0', '2.0', '0']);
  });
});

describe('progress', () => {
  function shown(isTTY: boolean) {
    let nowMs = 0;
    let text = '';
    const output = {
      isTTY,
      columns: 60,
      write: (part: string) => {
        text += part;
      },
    };
    const progress = new MatrixProgress(output, () => nowMs, 100, 5);
    for (let cell = 0; cell < 100; cell += 1) {
      nowMs += 200;
      progress.cellDone(cell % 2 === 0);
    }
    progress.end();
    return text;
  }

  test('is plain lines where there is no terminal', () => {
    expect(shown(false)).toBe(
      '50 of 100 cells, 250 runs, 25 runs/s, 25 cells with failures, 10 s to go\n' +
        '100 of 100 cells, 500 runs, 25 runs/s, 50 cells with failures, took 20 s\n'.repeat(2),
    );
  });

  test('is one line that fits on a terminal', () => {
    const lines = shown(true).split('\r').slice(1);
    expect(lines.length).toBeGreaterThan(40);
    for (const line of lines.slice(0, -1)) {
      expect(line.replace('\x1b[J', '').length).toBeLessThan(60);
    }
  });
});
