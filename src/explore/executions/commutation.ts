/**
 * Whether deliveries at one actor that are taken for independent do commute: in every order that they could have come
 * in, each two neighbours of them lead to the same local state, and send the same to each receiver, either way round.
 *
 * Besides, whichever of the two comes first does not send on the same channel: else what is sent first would come
 * of either of them, and an execution could not be told from another by what happened before what.
 */
import type { Outgoing } from '../../system/index.ts';
import type { Taken } from '../actor-states.ts';
import type { ExploreOptions } from '../options.ts';
import type { Tables } from '../tables.ts';
import type { Occurrence } from './occurrence.ts';

/** Deliveries to one actor, in the order in which they came from a local state on. */
export interface Segment {
  readonly actor: number;
  readonly local: number;
  readonly deliveries: readonly Occurrence[];
  /** For each delivery those that come before it in every order, by their places: what it depends on among them. */
  readonly before: readonly (readonly number[])[];
}

/** By actor, local state and envelopes: whether the two commute there. To be kept from one question to the next. */
export type Commuting = Map<string, boolean>;

export function segmentKey({ actor, local, deliveries, before }: Segment): string {
  return `${actor} ${local} ${deliveries.map(({ label }, n) => `${label}:${before[n]}`).join(';')}`;
}

/** Pairs that may come in either order. */
export function unordered({
  deliveries,
  before,
}: Segment): readonly (readonly [Occurrence, Occurrence])[] {
  const all: Set<number>[] = [];
  return deliveries.flatMap((later, n) => {
    const own = before[n] ?? [];
    const earlier = new Set([...own, ...own.flatMap((each) => [...(all[each] ?? [])])]);
    all.push(earlier);
    return deliveries
      .slice(0, n)
      .flatMap((each, m) => (earlier.has(m) ? [] : [[each, later] as const]));
  });
}

/** Two deliveries that do not commute; undefined when all that are not dependent do. */
export function disagreement(
  tables: Tables,
  { actor, local, deliveries, before }: Segment,
  { channels, noOps }: Pick<ExploreOptions, 'channels' | 'noOps'>,
  known: Commuting,
): readonly [Occurrence, Occurrence] | undefined {
  const seen = new Set<string>();
  return from(local, new Set());

  /** Looks at all orders of what is left when the deliveries `done` have led to `state`. */
  function from(
    state: number,
    done: ReadonlySet<number>,
  ): readonly [Occurrence, Occurrence] | undefined {
    const key = [...done].sort((a, b) => a - b).join();
    if (seen.has(key)) return undefined;
    seen.add(key);
    const next = deliveries.flatMap((_, n) =>
      !done.has(n) && before[n]?.every((each) => done.has(each)) ? [n] : [],
    );
    for (const [place, n] of next.entries()) {
      for (const m of next.slice(0, place)) {
        const pair = [deliveries[m], deliveries[n]] as [Occurrence, Occurrence];
        if (!commute(state, ...pair)) return pair;
      }
    }
    for (const n of next) {
      const after = deliver(state, deliveries[n] as Occurrence);
      if (after === undefined || after.local < 0) continue;
      const found = from(after.local, new Set([...done, n]));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function commute(state: number, a: Occurrence, b: Occurrence): boolean {
    const key = `${actor} ${state} ${a.envelope} ${b.envelope}`;
    let answer = known.get(key);
    if (answer === undefined) {
      const one = both(state, a, b);
      answer = one !== undefined && one === both(state, b, a) && !sendAlike(state, a, b);
      known.set(key, answer);
    }
    return answer;
  }

  /** What comes of two deliveries, as text. */
  function both(state: number, a: Occurrence, b: Occurrence): string | undefined {
    const first = deliver(state, a);
    if (first === undefined || first.local < 0) return undefined;
    const second = deliver(first.local, b);
    if (second === undefined || second.local < 0) return undefined;
    return `${second.local} ${sentText([...first.sent, ...second.sent])}`;
  }

  /** Whether both, as the first, send on one channel. */
  function sendAlike(state: number, a: Occurrence, b: Occurrence): boolean {
    const channels = new Set((deliver(state, a)?.sent ?? []).map(channel));
    return (deliver(state, b)?.sent ?? []).some((each) => channels.has(channel(each)));
  }

  function channel({ to, message }: Outgoing): string {
    return channels === 'bag' ? `${to} ${tables.vocabulary.message(message)}` : to;
  }

  function deliver(state: number, { envelope }: Occurrence): Taken | undefined {
    const { vocabulary } = tables;
    const { from: sender, message } = vocabulary.envelopes.value(envelope);
    const { states } = tables.actors[actor] as Tables['actors'][number];
    const [from, number] = [vocabulary.name(sender), vocabulary.message(message)];
    // What would change nothing is not delivered there.
    if (noOps === 'left' && states.isNoOp(state, from, number)) return undefined;
    return states.deliver(state, from, number);
  }

  /** Numbers of what was sent, by channel, in the order of sending. */
  function sentText(sent: readonly Outgoing[]): string {
    const byChannel = new Map<string, number[]>();
    for (const each of sent) {
      const messages = byChannel.get(channel(each)) ?? [];
      messages.push(tables.vocabulary.message(each.message));
      byChannel.set(channel(each), messages);
    }
    return [...byChannel]
      .map(([to, messages]) => `${to}:${messages}`)
      .sort()
      .join(' ');
  }
}
