import { type KeyValues, keyName, keyValue } from './key-value.ts';
import type { Service, ServiceRequest, Step } from './service.ts';

/**
 * A point in the total order of all operations. The update that made it what it is comes first; all
 * else that was answered there changed nothing.
 */
export interface Moment {
  /** The whole state there. */
  readonly values: KeyValues;
  /** The clients whose last operation is here. */
  readonly clients: readonly string[];
  /** The keys whose last operation, in this order and of any client, is here. */
  readonly keys: readonly string[];
}

/**
 * A key-value store that is sequentially consistent and as unhelpful as that allows: it puts each
 * operation as far back in the total order as it can. The order is a list of moments, and it grows
 * in the middle:
 *
 * - A client stands at the moment of its last operation, at the start if it has had none.
 * - What changes nothing (a read, a refused cas, a write of the value that is there) is answered
 *   from the first moment at which it changes nothing, from the client's own on.
 * - An update makes a moment of its own right after the client's, or after the last operation on
 *   its key if that is later.
 * - A cas that can be applied to the newest state is applied. It could lawfully be refused for as
 *   long as its client is behind, and then no loop of reads and cas would ever end. Any other is
 *   answered like a read. Its client moves on when the cas named the value that the client had
 *   read; with at most one moment kept for each client and each key, it is at the newest after as
 *   many refusals, unless others get theirs applied meanwhile.
 *
 * So a write of a fresh value to a key of one's own is no barrier: it is ordered right after its
 * client's last operation, before all that others did since, and the next read is as old as the one
 * before. A client that only reads sees the start for ever, and so does one whose cas is on a key
 * that it can't see yet, unless it lets the key be created.
 *
 * **Why it is legal.** Clients only move forward: the order agrees with each one's own. An update
 * is put in after the last operation on its key, and every operation is on one key, so no earlier
 * answer would be another now. For the same reason its key has one and the same value from there to
 * the end, and the update does there what it does to the newest state.
 *
 * What it does not do: put a write before another that overwrites it unread, and remember moments
 * where no client stands and no key had its last operation. Either could make it more unhelpful
 * still. It draws nothing: the same requests always get the same answers.
 */
export const adversarialSequential: Service<readonly Moment[]> = {
  initial: [{ values: keyValue.initial, clients: [], keys: [] }],
  handle(moments: readonly Moment[], request: ServiceRequest, random): Step<readonly Moment[]> {
    const on = ({ values }: Moment) => keyValue.handle(values, request, random);
    const changesNothing = (moment: Moment) => on(moment).state === moment.values;
    const newest = moments[moments.length - 1] as Moment;
    const atNewest = on(newest);
    if (atNewest.reply === undefined) {
      return { state: moments, reply: undefined };
    }
    const own = Math.max(
      0,
      moments.findIndex(({ clients }) => clients.includes(request.src)),
    );
    const applies = request.body.type === 'cas' && atNewest.state !== newest.values;
    const idle = applies ? -1 : moments.findIndex((moment, index) => index >= own && changesNothing(moment));
    if (idle >= 0) {
      const { reply } = on(moments[idle] as Moment);
      return { state: placed(moments, request, idle), reply };
    }
    const after = Math.max(own, lastOn(moments, keyName(request.body.key)));
    const copy = { ...(moments[after] as Moment), clients: [], keys: [] };
    const grown = moments.toSpliced(after + 1, 0, copy);
    const changed = grown.map((moment, index) => (index > after ? { ...moment, values: on(moment).state } : moment));
    return { state: placed(changed, request, after + 1), reply: atNewest.reply };
  },
};

/** The index of the moment of the last operation on a key; -1 when there was none. */
function lastOn(moments: readonly Moment[], key: string): number {
  return moments.findIndex(({ keys }) => keys.includes(key));
}

/**
 * The order once the request was placed at a moment; moments that are like their neighbours are
 * dropped.
 */
function placed(moments: readonly Moment[], { src, body }: ServiceRequest, at: number): readonly Moment[] {
  const key = keyName(body.key);
  const isLast = lastOn(moments, key) <= at;
  const { clients, keys } = moments[at] as Moment;
  if (clients.includes(src) && (!isLast || keys.includes(key))) {
    return moments;
  }
  return moments
    .map((moment, index) => ({
      values: moment.values,
      clients: withOrWithout(moment.clients, src, index === at),
      keys: isLast ? withOrWithout(moment.keys, key, index === at) : moment.keys,
    }))
    .filter((moment, index) => index === 0 || moment.clients.length + moment.keys.length > 0);
}

function withOrWithout(list: readonly string[], item: string, wanted: boolean): readonly string[] {
  if (list.includes(item) === wanted) {
    return list;
  }
  return wanted ? [...list, item] : list.filter((each) => each !== item);
}
