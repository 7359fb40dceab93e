import type { FaultKind } from '../nemesis/fault.ts';
import { printable } from '../report/printable.ts';
import type { Operation } from '../run.ts';
import type { Anomaly } from './anomaly.ts';
import { shortKey, shortValue, storeRequestLabel } from './drawing/labels.ts';
import { describeExpectation } from './expectation.ts';
import type { Failure } from './failure.ts';
import type { Moment } from './moment.ts';
import type { Trace } from './trace.ts';

/** What went wrong, in words. */
export interface Story {
  /** The name of the anomaly. */
  readonly anomaly: string;
  /** One paragraph for people who have read the diagram. */
  readonly paragraph: string;
}

/** Describes what went wrong in a run. */
export function storyOf(trace: Trace, failure: Failure, anomaly: Anomaly, moment: Moment | undefined): Story {
  const { operation } = failure;
  const isKilled = trace.script.faults.some(({ fault }) => fault.kind === 'kill');
  const name = nameOf(failure, anomaly, moment, isKilled);
  if (anomaly === 'diverged' || operation === undefined || operation.f !== 'read' || operation.outcome !== 'ok') {
    return { anomaly: name, paragraph: sentence(printable(failure.message)) };
  }
  const parts = [wrongAnswer(failure, operation), ...momentSentences(trace, operation, anomaly, moment)];
  return { anomaly: name, paragraph: parts.filter((part) => part !== '').join(' ') };
}

function nameOf(
  { operation, direction }: Failure,
  anomaly: Anomaly,
  moment: Moment | undefined,
  isKilled: boolean,
): string {
  const read = operation?.final ? 'final read' : 'read';
  switch (anomaly) {
    case 'stale':
      return `Stale ${read}`;
    case 'late':
      return moment?.answer === undefined
        ? 'Acknowledged before it could be read'
        : 'Acknowledged add missing for a while';
    case 'lost':
      return moment?.answer !== undefined && !isKilled ? 'Lost update' : 'Lost acknowledged add';
    case 'doubled':
      return 'Doubled add';
    case 'odd':
      return 'A value that no order explains';
    case 'diverged':
      return 'Nodes that disagree for ever';
    case 'stuck':
      return operation?.final ? 'Stuck: no final read' : 'Stuck';
    case 'fallen':
      return direction === 'crashed' ? 'A node crashed' : 'A node was muted';
  }
}

function wrongAnswer(failure: Failure, operation: Operation): string {
  const { expectation } = failure;
  const { node, client, final, value } = operation;
  const what = `The ${final ? 'final ' : ''}read by ${client} on ${node} answered ${value}`;
  if (expectation === undefined) {
    return `${what}.`;
  }
  const { lowest, highest, earlier } = expectation;
  const should = describeExpectation(expectation, value);
  if (value !== null && value < lowest) {
    if (earlier !== undefined) {
      const who = earlier.client === client ? 'the same client' : `${earlier.client} on ${earlier.node}`;
      return `${what}, after ${who} had been told ${earlier.value}: a counter that only grows must answer ${should}.`;
    }
    const doubt = lowest === highest || !final ? '' : `, and up to ${highest} with what is in doubt`;
    return `${what}, although ${lowest} had been added and acknowledged${final ? '' : ' before it was sent'}${doubt}.`;
  }
  if (value !== null && value > highest) {
    return `${what}, although no more than ${highest} had been added.`;
  }
  return `${what}; no choice of the adds makes that, though it lies between ${lowest} and ${highest}.`;
}

function momentSentences(
  trace: Trace,
  operation: Operation,
  anomaly: Anomaly,
  moment: Moment | undefined,
): readonly string[] {
  if (anomaly === 'late' && moment?.answer === undefined) {
    return ['What is missing turned up later: it was acknowledged before others could read it.'];
  }
  const fate = anomaly === 'late' ? 'can be read again only later' : 'is gone for good';
  if (moment?.how === 'killed') {
    return ['What the killed node had acknowledged was only in its memory, and is gone for good.'];
  }
  if (moment?.answer === undefined) {
    return anomaly === 'lost' ? ['What is missing never turns up: it is lost.'] : [];
  }
  const { answer } = moment;
  const { src, index, newestIndex, before, newest } = answer;
  const key = shortKey(answer.key);
  switch (moment.how) {
    case 'stale':
      return [
        `The store answered ${src === operation.node ? 'its' : `${src}'s`} request from state ${index}, where ` +
          `${holds(key, before)}; ` +
          `the newest was state ${newestIndex}, where ${holds(key, newest)}.`,
        `${storeRule(trace, moment)} Nothing is lost: the store has it, ${src} was not shown it.`,
      ];
    case 'unseen':
      return [
        `${src} wrote ${key} := ${shortValue(newest)} over ${shortValue(moment.overwritten)}, ` +
          `${unseen(moment, key)}. ` +
          `What it overwrote had been acknowledged, and ${fate}.`,
      ];
    case 'lowered':
      return [
        `The write ${key} := ${shortValue(newest)} by ${src} took effect when ${key} was ` +
          `${shortValue(moment.overwritten)} already. ` +
          `What it took away had been acknowledged, and ${fate}.`,
      ];
    case 'counted twice':
      return [
        ...copySentence(moment),
        `With the change to ${key} = ${shortValue(newest)} the store holds more than was ever sent: an add was ` +
          `applied twice.`,
      ];
    default:
      return [];
  }
}

function unseen({ believed }: Moment, key: string): string {
  return believed === undefined
    ? 'which it knew nothing of, as it had not asked'
    : `which it had never seen: it had last been told that ${holds(key, believed.value)}`;
}

function holds(key: string, value: unknown): string {
  return value === undefined ? `there is no ${key}` : `${key} = ${shortValue(value)}`;
}

function copySentence({ copied }: Moment): readonly string[] {
  if (copied === undefined) {
    return [];
  }
  const { src, body } = copied;
  return [
    `The network delivered ${storeRequestLabel(body)} by ${src} twice: it was applied, the copy was refused, and ` +
      `${src} heard of the refusal first.`,
  ];
}

/** Why the store was allowed to answer from an old state. */
function storeRule({ script, events }: Trace, { answer, at }: Moment): string {
  const { store } = script.options;
  const node = answer!.src;
  const shown = events.slice(0, at).findLast((event) => event.kind === 'answer' && event.answer.src === node);
  const [last, since] =
    shown?.kind === 'answer'
      ? [`state ${shown.answer.index}`, `any state from ${shown.answer.index} on`]
      : ['nothing yet', 'any state'];
  switch (store) {
    case 'seq-kv':
    case 'osc-u': {
      const what = store === 'osc-u' ? 'a read' : 'what changes nothing';
      const seen = `${node} had been shown ${last}`;
      return `${seen}, so the store may answer ${what} from ${since}, however long ago that was.`;
    }
    case 'seq-kv-before-0.2.3':
      return 'This store answers what changes nothing from the newest state only if that was made by the one who asks.';
    case 'adversarial-sequential':
      return 'This store puts each operation as far in the past as sequential consistency allows.';
    default:
      return '';
  }
}

/**
 * What a run needs to fail, once all that it doesn't need was taken away: without the faults and
 * the latency that are left the failure would be gone.
 */
export function becauseOf({ script }: Trace): string {
  const { faults, options } = script;
  const needed = [
    ...new Set(faults.map(({ fault }) => faultWords[fault.kind])),
    ...(options.network === 'independent' ? ['messages that are late by seconds'] : []),
    ...(options.latencyMs > 0 ? [`latency (${options.latencyDistribution}, ${options.latencyMs} ms in the mean)`] : []),
    ...(options.clockJumpIntervalMs > 0 ? ['clocks that jump'] : []),
  ];
  return needed.length === 0
    ? 'No fault and no delay is needed for it.'
    : `As far as was tried, it takes ${needed.join(' and ')}.`;
}

const faultWords: Readonly<Record<FaultKind, string>> = {
  partition: 'nodes cut from each other',
  kill: 'a killed node',
  pause: 'a paused node',
  'isolate-kv': 'a node cut from the store',
  loss: 'lost messages',
  duplicate: 'duplicated messages',
  reorder: 'messages that overtake each other',
};

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
