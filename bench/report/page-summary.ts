import { appliedCheckers } from '../checkers/judge.ts';
import { besideMaelstrom, maelstromWord } from '../checkers/leniency.ts';
import { atSeconds } from '../checkers/operation-text.ts';
import { statistics } from '../checkers/statistics.ts';
import { counted } from '../counted.ts';
import type { NodeEnd, Requirements, Run, Verdict, Violation } from '../run.ts';
import { causeOf } from './cause.ts';
import { faultEffects } from './fault-effects.ts';
import { escapeHtml } from './html-escape.ts';
import { howItEnded } from './node-fall.ts';
import { decimals, duration, grouped } from './page-figures.ts';

/** The top of a report: the verdict and the run's figures. */
export function header(run: Run, verdict: Verdict, requirements: Requirements): string {
  const { all, okPerSecond, serverMessagesPerOperation, kvRoundTripsPerOperation } = statistics(run);
  const badge = verdict.valid
    ? '<span class="badge good">✓ valid</span>'
    : `<span class="badge bad">✗ ${verdictWord(run)}</span>`;
  const checkers = appliedCheckers(run, requirements).join(', ');
  const staleness = requirements.stalenessMs > 0 ? `, reads up to ${requirements.stalenessMs} ms old` : '';
  const held = run.workload === 'echo' ? '' : ` to <b>${requirements.consistency}</b>${staleness}`;
  const cause = causeOf(run, verdict);
  const beside = besideMaelstrom(run, verdict);
  const facts: [string, string][] = [
    [
      'Operations',
      `${grouped(all.count)} (${grouped(all.ok)} ok, ${grouped(all.fail)} fail, ${grouped(all.info)} info)`,
    ],
    ['Latency p50 / p95 / p99 / max', [all.p50Ms, all.p95Ms, all.p99Ms, all.maxMs].map(duration).join(' / ')],
    ['Throughput', okPerSecond === null ? '–' : `${grouped(okPerSecond)} ok/s`],
    ['KV round trips per operation', decimals(kvRoundTripsPerOperation)],
    ['Server messages per operation', decimals(serverMessagesPerOperation)],
    ...faultFacts(run),
    ['Seed', `${run.seed}`],
    ['Nodes / concurrency', `${run.nodes.length} / ${run.concurrency}`],
    ['Rate required', `${grouped(run.rate)} op/s`],
    ['Time limit', `${grouped(run.timeLimitMs / 1000)} s`],
    ['Began', run.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')],
    ['Maelstrom would say', maelstromWord(run, verdict)],
  ];
  return `<header class="card">
<div class="head">${badge}<h1>${escapeHtml(run.nodeName, 80)}: ${run.workload}</h1></div>
${cause === undefined ? '' : `<p class="lead"><strong>${escapeHtml(cause, 400)}</strong></p>`}
${beside === undefined ? '' : `<p class="lead">${escapeHtml(beside)}</p>`}
<p class="lead soft">Held${held} by the checkers ${checkers}.</p>
<dl>
${facts.map(([term, fact]) => `<div${widthOf(fact)}><dt>${term}</dt><dd>${escapeHtml(fact)}</dd></div>`).join('\n')}
<div class="wide"><dt>To repeat it</dt><dd><code>${escapeHtml(run.command)}</code></dd></div>
</dl>
</header>`;
}

/** A fact that would make its column many lines high has a line of its own. */
function widthOf(fact: string): string {
  return fact.length > 60 ? ' class="wide"' : '';
}

function faultFacts(run: Run): [string, string][] {
  if (run.faults.length === 0) {
    return [];
  }
  const [, ...effects] = faultEffects(run);
  return [
    ['What the faults did', effects.map((line) => line.replace(/^Messages: /, '')).join('. ') || 'see the plots'],
  ];
}

function verdictWord({ interrupted, nodes }: Run): string {
  if (interrupted !== undefined) {
    return `interrupted by ${interrupted}`;
  }
  const fates = nodes.flatMap(fateOf);
  const words = [...new Set(fates)].map((fate) => {
    const count = fates.filter((other) => other === fate).length;
    return `${counted(count, 'node')} ${fate}`;
  });
  return words.length === 0 ? 'invalid' : `invalid: ${words.join(', ')}`;
}

function fateOf({ crashed, muted }: NodeEnd): string[] {
  if (crashed?.endedHere) {
    return ['ended by the workbench'];
  }
  // One that was muted before it answered init has that as its problem.
  if (crashed?.problem !== undefined) {
    return ['did not start'];
  }
  return [...(crashed === undefined ? [] : ['crashed']), ...(muted === undefined ? [] : ['muted'])];
}

/** Violations to be seen without a click. */
const atOnce = 6;

/**
 * The violations, as far as they are listed.
 *
 * @param drawn - The number of operations in the plots; later reads are not among them.
 */
export function violationList({ violations, violationCount }: Verdict, drawn: number): string {
  if (violationCount === 0) {
    return '';
  }
  const list = (some: readonly Violation[], start = 1) =>
    `<ol class="violations" start="${start}">\n${some.map((violation) => item(violation, drawn)).join('\n')}\n</ol>`;
  // All at once would push the plots out of the window.
  const rest = violations.length > atOnce + 2 ? violations.slice(atOnce) : [];
  const first = violations.length < violationCount ? `, of which ${violations.length} are listed` : '';
  return `<section class="card">
<h2>${counted(violationCount, 'violation')}${first}</h2>
${list(violations.slice(0, violations.length - rest.length))}
${rest.length === 0 ? '' : `<details class="more"><summary>${rest.length} more</summary>`}
${rest.length === 0 ? '' : `${list(rest, atOnce + 1)}</details>`}
</section>`;
}

/** Why a run failed. */
export interface RunDecision {
  readonly anomaly: string;
  readonly paragraph: string;
  readonly hint: string | undefined;
  /** The messages that decided it, as a picture. */
  readonly svg: string;
}

/** What happened, in words and as a picture. */
export function decisionCard({ anomaly, paragraph, hint, svg }: RunDecision): string {
  // As an image it keeps its style to itself, and can't run anything.
  const picture = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  return `<section class="card">
<h2>${escapeHtml(anomaly)}</h2>
<p class="lead">${escapeHtml(paragraph)}</p>
${hint === undefined ? '' : `<p class="lead soft">${escapeHtml(hint)}</p>`}
<img style="max-width: 100%" alt="The messages that decided it, told above" src="${picture}">
</section>`;
}

function item({ checker, message, operation }: Violation, drawn: number): string {
  const isDrawn = operation !== undefined && operation < drawn;
  const show = isDrawn ? `<button type="button" data-operation="${operation}">show</button>` : '';
  return `<li><span class="checker">${escapeHtml(checker)}</span> ${escapeHtml(message, 500)}${show}</li>`;
}

/** What a node said last, if it crashed or was muted. */
export function fallenNode({ id, crashed, muted }: NodeEnd): string {
  const parts: string[] = [];
  if (crashed !== undefined) {
    const lines = crashed.lastStderr.trimEnd().split('\n').slice(-12);
    parts.push(`<h2>Node ${escapeHtml(id)} ${escapeHtml(howItEnded(crashed), 600)}</h2>
<p class="note">Last on its stderr:</p>
<code>${lines.map((line) => escapeHtml(line, 400)).join('<br>') || 'nothing'}</code>`);
  }
  if (muted !== undefined && crashed?.problem === undefined) {
    parts.push(`<h2>Node ${escapeHtml(id)} was muted at ${atSeconds(muted.atMs)}</h2>
<p class="note">${escapeHtml(muted.reason)}. Nothing it printed after this line was heard:</p>
<code>${escapeHtml(muted.line, 600)}</code>`);
  }
  return parts.map((part) => `<section class="card">\n${part}\n</section>\n`).join('');
}
