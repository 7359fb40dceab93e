import type { Anomaly } from '../anomaly.ts';
import { decisive } from '../decisive.ts';
import type { Failure } from '../failure.ts';
import { lastSeen } from '../last-seen.ts';
import { type Moment, momentOf } from '../moment.ts';
import { resemblance } from '../resemblance.ts';
import { becauseOf, type Story, storyOf } from '../story.ts';
import { sureMomentOf } from '../sure-moment.ts';
import type { MessageEvent, Trace, TraceEvent } from '../trace.ts';
import type { Arrow, Band, Diagram, Divider, Note, Tone } from './diagram.ts';
import { age, answerLabel } from './labels.ts';
import { type Lifeline, lifelinesOf } from './lifelines.ts';
import { MessageCaptions } from './message-captions.ts';
import { type Placeable, rowsOf } from './row-order.ts';
import { durationText } from './time-text.ts';

/** At most this many events are drawn: the last ones. */
const eventsMax = 240;
/** A silence longer than this is mentioned, in milliseconds. */
const silenceMs = 500;

interface Item extends Placeable {
  readonly draw: (row: number) => void;
}

/** Makes the diagram of a run that failed, all of which is needed for that. */
export function diagramOf(trace: Trace, failure: Failure, anomaly: Anomaly): Diagram {
  const moment = momentOf(trace, failure, anomaly);
  const story = storyOf(trace, failure, anomaly, moment);
  const paragraph = `${story.paragraph} ${becauseOf(trace)}`.trim();
  return new Drawing(trace, failure, moment).diagram({ ...story, paragraph });
}

/** A run of which not all is needed to see why it failed. */
export interface Excerpt {
  readonly story: Story;
  readonly hint: string | undefined;
  /** Of what decided it alone. */
  readonly diagram: Diagram;
}

/** Tells a run's failure and draws what decided it. */
export function excerptOf(trace: Trace, failure: Failure, anomaly: Anomaly): Excerpt {
  const moment = sureMomentOf(trace, failure, anomaly);
  const told = storyOf(trace, failure, anomaly, moment);
  const story = { ...told, paragraph: [told.paragraph, ...further(trace, failure, anomaly, moment)].join(' ') };
  const { events, at } = decisive(trace, failure, moment);
  const drawn = moment && { ...moment, at };
  const diagram = new Drawing({ ...trace, events, isExcerpt: true }, failure, drawn).diagram(story);
  return { story, hint: resemblance(trace, anomaly, moment), diagram };
}

/** What else is known of a whole run. */
function further(
  trace: Trace,
  { operation }: Failure,
  anomaly: Anomaly,
  moment: Moment | undefined,
): readonly string[] {
  if (anomaly === 'stuck' && operation !== undefined) {
    return [lastSeen(trace, operation)];
  }
  if (anomaly === 'stale' && moment === undefined) {
    return ['With a store that shows its newest state from then on, the answer is right: so nothing is lost.'];
  }
  const isKilled = trace.script.faults.some(({ fault }) => fault.kind === 'kill');
  return anomaly === 'lost' && moment === undefined && isKilled
    ? ['Nodes were killed: what one had acknowledged may have been only in its memory.']
    : [];
}

class Drawing {
  readonly #trace: Trace;
  readonly #failure: Failure;
  readonly #moment: Moment | undefined;
  readonly #lifelines: readonly Lifeline[];
  readonly #captions: MessageCaptions;
  readonly #items: Item[] = [];
  readonly #pairs: [number, number][] = [];
  /** The item of the store's answer to each request. */
  readonly #answered = new Map<string, number>();
  readonly #arrows: Arrow[] = [];
  readonly #notes: Note[] = [];
  readonly #dividers: Divider[] = [];
  readonly #bands: Band[] = [];
  /** Where each message was sent: its item, and its row once that is known. */
  readonly #sent = new Map<number, { readonly item: number; row: number }>();
  /** Faults that are on: the row they began on, by kind of fault or name of node. */
  readonly #openBands = new Map<string, { readonly fromRow: number; readonly band: Omit<Band, 'fromRow' | 'toRow'> }>();

  constructor(trace: Trace, failure: Failure, moment: Moment | undefined) {
    this.#trace = trace;
    this.#failure = failure;
    this.#moment = moment;
    this.#lifelines = lifelinesOf(trace);
    this.#captions = new MessageCaptions(trace, failure, this.#lifelines);
  }

  diagram(story: Story): Diagram {
    const { events } = this.#trace;
    const end = this.#end();
    const start = Math.max(0, end - eventsMax);
    let lastMs = events[start]?.atMs ?? 0;
    let inFinal = false;
    for (let at = start; at < end; at += 1) {
      const event = events[at]!;
      const isFinal: boolean = !inFinal && this.#isFinalRead(event);
      if (isFinal || event.atMs - lastMs > silenceMs) {
        this.#divide(event.atMs, event.atMs - lastMs, isFinal);
      }
      inFinal ||= isFinal;
      lastMs = event.atMs;
      this.#add(event, at, end);
    }
    const rows = rowsOf(this.#items, this.#pairs);
    const order = rows.map((_, item) => item).sort((a, b) => rows[a]! - rows[b]! || a - b);
    for (const item of order) {
      this.#items[item]!.draw(rows[item]!);
    }
    const count = Math.max(-1, ...rows) + 1;
    for (const { fromRow, band } of this.#openBands.values()) {
      this.#bands.push({ fromRow, toRow: count, ...band });
    }
    const rowTimesMs = Array.from({ length: count }, () => Number.POSITIVE_INFINITY);
    for (const [item, row] of rows.entries()) {
      rowTimesMs[row] = Math.min(rowTimesMs[row]!, this.#items[item]!.atMs);
    }
    return {
      lifelines: this.#lifelines,
      rowTimesMs,
      arrows: this.#arrows,
      notes: this.#notes,
      dividers: this.#dividers,
      bands: this.#bands,
      story,
      leftOut: start,
    };
  }

  /** The trace is drawn up to the wrong answer. */
  #end(): number {
    const { events } = this.#trace;
    const { operation } = this.#failure;
    const at = events.findIndex((event) => event.kind === 'completed' && event.operation === operation);
    return at < 0 ? events.length : at + 1;
  }

  #isFinalRead(event: TraceEvent): boolean {
    return event.kind === 'send' && this.#captions.operationOf(event.src, event.body.msg_id)?.final === true;
  }

  #item(item: Item): number {
    this.#items.push(item);
    return this.#items.length - 1;
  }

  /** All lifelines, and the store's replies. */
  #everywhere(): readonly number[] {
    return [...this.#lifelines.map((_, index) => index), this.#lifelines.length];
  }

  #divide(atMs: number, sinceMs: number, isFinal: boolean): void {
    const { recoveryMs } = this.#trace.script.options;
    const rest =
      recoveryMs > 0 ? `${durationText(recoveryMs)} without load or faults, then the final reads` : 'final reads';
    const silence = this.#trace.isExcerpt ? 'later' : 'in which nothing is sent';
    const text = isFinal ? rest : `${durationText(sinceMs)} ${silence}`;
    this.#item({ atMs, lifelines: this.#everywhere(), draw: (row) => this.#dividers.push({ row, text }) });
  }

  #add(event: TraceEvent, at: number, end: number): void {
    switch (event.kind) {
      case 'send':
        this.#send(event, at, end);
        break;
      case 'receive':
        this.#receive(event);
        break;
      case 'answer': {
        const { answer } = event;
        const lifeline = this.#lifelineOf(this.#trace.script.options.service);
        const isOld = !answer.changed && age(answer) > 0;
        const tone = this.#moment?.at === at ? 'wrong' : isOld ? 'old' : 'plain';
        this.#note(event.atMs, lifeline, answerLabel(answer), tone);
        this.#answered.set(`${answer.src}/${answer.request.msg_id}`, this.#items.length - 1);
        break;
      }
      case 'fault':
        this.#fault(event, at);
        break;
      case 'completed': {
        const { operation } = event;
        const gaveUp = operation.error?.code === 0 && operation.error.text === 'client timed out';
        const tone = operation === this.#failure.operation ? 'wrong' : 'plain';
        if (gaveUp) {
          this.#note(event.atMs, this.#lifelineOf(operation.client), `${operation.client} gives up`, tone);
        }
      }
    }
  }

  #lifelineOf(id: string): number {
    return this.#lifelines.findIndex(({ members }) => members.includes(id));
  }

  #note(atMs: number, lifeline: number, text: string, tone: Tone): void {
    if (lifeline < 0) {
      return;
    }
    this.#item({ atMs, lifelines: [lifeline], draw: (row) => this.#notes.push({ row, lifeline, text, tone }) });
  }

  #send(event: MessageEvent<'send'>, at: number, end: number): void {
    const { id, src, dest, body, atMs } = event;
    const [from, to] = [this.#lifelineOf(src), this.#lifelineOf(dest)];
    if (body.type === 'init' && to >= 0) {
      this.#turn(atMs, dest, true, `${dest} starts again`, 'old');
    }
    if (from < 0 || to < 0) {
      return;
    }
    const sent = { item: this.#items.length, row: -1 };
    this.#sent.set(id, sent);
    const { events } = this.#trace;
    const arrival = events.findIndex((each, index) => index > at && each.kind === 'receive' && each.id === id);
    const lost = arrival >= 0 ? (arrival < end ? undefined : 'later') : this.#captions.whyLost(event);
    const [label, tone] = this.#captions.labelOf(event);
    // Only the order of the store's replies matters, not when they leave: so more of them can be
    // drawn level.
    const isReply = this.#lifelines[from]?.kind === 'store';
    this.#item({
      atMs,
      lifelines: [isReply ? this.#lifelines.length : from],
      follows: isReply ? this.#answered.get(`${dest}/${body.in_reply_to}`) : undefined,
      draw: (row) => {
        sent.row = row;
        if (lost !== undefined) {
          this.#arrows.push({ from, to, row, toRow: row, label, tone, lost });
        }
      },
    });
  }

  #receive(event: MessageEvent<'receive'>): void {
    const { id, atMs, src, dest } = event;
    const sent = this.#sent.get(id);
    const [from, to] = [this.#lifelineOf(src), this.#lifelineOf(dest)];
    if (sent === undefined || to < 0) {
      return;
    }
    const isCopy = this.#pairs.some(([first]) => first === sent.item);
    const [label, tone] = this.#captions.labelOf(event);
    const item = this.#item({
      atMs,
      lifelines: [to],
      draw: (row) =>
        this.#arrows.push({
          from,
          to,
          row: sent.row,
          toRow: row,
          label: isCopy ? `${label} (copy)` : label,
          tone,
          isCopy,
        }),
    });
    // A copy has an end of its own, but no row of its own to begin on.
    if (!isCopy) {
      this.#pairs.push([sent.item, item]);
    }
  }

  #fault(event: Extract<TraceEvent, { kind: 'fault' }>, at: number): void {
    const { atMs, on, fault } = event;
    const tone = this.#moment?.at === at ? 'wrong' : 'old';
    if (fault.fault === 'kill' || fault.fault === 'pause') {
      // A killed node is up again only when it starts, which its `init` shows.
      if (fault.fault === 'kill' && !on) {
        return;
      }
      const what = fault.fault === 'kill' ? 'is killed' : on ? 'is paused' : 'goes on';
      for (const node of fault.detail.split(' ')) {
        this.#turn(atMs, node, !on, `${node} ${what}`, tone);
      }
      return;
    }
    const text = `${fault.fault}: ${fault.detail}`;
    this.#item({
      atMs,
      lifelines: this.#everywhere(),
      draw: (row) => {
        this.#dividers.push({ row, text: on ? `${text}, from here` : `${fault.fault} ends` });
        this.#band(fault.fault, row, !on, { text });
      },
    });
  }

  /** A node goes down or comes up again. */
  #turn(atMs: number, node: string, isUp: boolean, text: string, tone: Tone): void {
    const lifeline = this.#lifelineOf(node);
    this.#item({
      atMs,
      lifelines: [lifeline],
      draw: (row) => {
        this.#notes.push({ row, lifeline, text, tone });
        this.#band(node, row, isUp, { text, down: lifeline });
      },
    });
  }

  #band(name: string, row: number, ends: boolean, band: Omit<Band, 'fromRow' | 'toRow'>): void {
    const open = this.#openBands.get(name);
    if (!ends) {
      this.#openBands.set(name, { fromRow: row, band });
    }
    if (!ends || open === undefined) {
      return;
    }
    this.#openBands.delete(name);
    this.#bands.push({ fromRow: open.fromRow, toRow: row, ...open.band });
  }
}
