import { withLaterReads } from '../../run.ts';
import { nodesOf } from '../script/script.ts';
import type { Trace } from '../trace.ts';

/** One column of a sequence diagram. */
export interface Lifeline {
  readonly kind: 'client' | 'node' | 'store';
  readonly title: string;
  /** The ids on the network that it stands for. */
  readonly members: readonly string[];
}

/**
 * The columns of a run's diagram. With one or two nodes the store is between them and each node's
 * clients are beside it, so that no arrow has to cross a column. With more, all clients are one
 * column on the left and the store is on the right.
 */
export function lifelinesOf({ script, played, events, isExcerpt }: Trace): readonly Lifeline[] {
  const { service, store } = script.options;
  const operations = withLaterReads(played.run);
  const heard = new Set(events.flatMap((event) => ('src' in event ? [event.src, event.dest] : [])));
  const isDrawn = (id: string) => !isExcerpt || heard.has(id);
  const nodes = nodesOf(script)
    .filter(isDrawn)
    .map((id): Lifeline => ({ kind: 'node', title: id, members: [id] }));
  const clientsOf = (node?: string): readonly Lifeline[] => {
    const ids = operations.filter((each) => node === undefined || each.node === node).map(({ client }) => client);
    const members = [...new Set(ids)].filter(isDrawn);
    if (members.length === 0) {
      return [];
    }
    const title = members.length === 1 ? `client ${members[0]}` : 'clients';
    return [{ kind: 'client', title, members }];
  };
  const isUsed = events.some((event) => event.kind === 'answer' || (event.kind === 'send' && event.dest === service));
  const stores: readonly Lifeline[] = isUsed ? [{ kind: 'store', title: store, members: [service] }] : [];
  if (nodes.length > 2) {
    return [...clientsOf(), ...nodes, ...stores];
  }
  const [first, second] = nodes;
  if (second === undefined) {
    return [...clientsOf(first!.title), first!, ...stores];
  }
  return [...clientsOf(first!.title), first!, ...stores, second, ...clientsOf(second.title)];
}
