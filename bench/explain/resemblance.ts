import type { Anomaly } from './anomaly.ts';
import type { Moment } from './moment.ts';
import { nodesOf } from './script/script.ts';
import type { Trace } from './trace.ts';

/** Which of the workbench's designs fail like this one, and what helps; undefined if none do. */
export function resemblance(trace: Trace, anomaly: Anomaly, moment: Moment | undefined): string | undefined {
  switch (anomaly) {
    case 'stale':
    case 'late':
      return trace.script.options.store === 'seq-kv' ? staleHint(trace) : undefined;
    case 'lost':
      return isAlone(trace)
        ? aloneHint
        : lostHint(
            moment,
            trace.script.faults.some(({ fault }) => fault.kind === 'kill'),
          );
    case 'doubled':
      return (
        'Like a cas-loop that tries again after a request without an answer: it may have been carried out. ' +
        'Put something unique into what you write, and look for it before you try again.'
      );
    default:
      return undefined;
  }
}

const aloneHint =
  'No node ever sent anything to a store or to another node, so each knows only its own adds: ' +
  'keep them in seq-kv or lin-kv, or tell the other nodes (as gossip-crdt does).';

function isAlone({ script, events }: Trace): boolean {
  const nodes = nodesOf(script);
  const clients = new Set(events.flatMap((event) => (event.kind === 'completed' ? [event.operation.client] : [])));
  return !events.some((event) => event.kind === 'send' && nodes.includes(event.src) && !clients.has(event.dest));
}

function staleHint({ events }: Trace): string {
  const usesCas = events.some((event) => event.kind === 'answer' && event.answer.request.type === 'cas');
  const [design, mended] = usesCas ? ['cas-loop', 'sluice-cas'] : ['per-node-keys', 'per-node-keys-unique-write'];
  return (
    `Like the design ${design}: seq-kv may answer a read from an old state. What changes something is a barrier: ` +
    `write a value that was never written before, then read (as ${mended} does), or use lin-kv.`
  );
}

function lostHint(moment: Moment | undefined, isKilled: boolean): string | undefined {
  switch (moment?.how) {
    case 'unseen':
    case 'lowered':
      return (
        'Like the design read-modify-write: between a read and the write that follows, another may write. ' +
        'Use cas and try again when it is refused (as sluice-cas does), or give each node a key of its own.'
      );
    default:
      return isKilled
        ? 'Like the designs local-batching and gossip-crdt, if it was the kill: a killed node forgets what is ' +
            'only in its memory. Answer add_ok only when the store has the add.'
        : undefined;
  }
}
