/** The form of the actions on one child: the slot is their parameter. */
import type { ActionFunction } from 'xstate';
import { enqueueActions } from 'xstate';
import { peer, to } from '../../src/system/index.ts';
import type { Outstanding, VpciContext, VpciEvent } from './context.ts';
import type { Effect } from './requests.ts';
import { including, nextTransaction } from './requests.ts';

export type EventOf<T extends VpciEvent['type']> = Extract<VpciEvent, { type: T }>;
interface Args<T extends VpciEvent['type']> {
  readonly context: VpciContext;
  readonly event: EventOf<T>;
  readonly self: string;
  readonly slot: number;
}
type SlotAction = ActionFunction<
  VpciContext,
  VpciEvent,
  VpciEvent,
  { slot: number },
  never,
  never,
  never,
  never,
  never
>;

/** A named action on one child: changes the context and sends, both as its expression says. */
export function act<const T extends VpciEvent['type']>(
  types: readonly T[] | '*',
  expression: (args: Args<T>) => Effect,
): SlotAction {
  return enqueueActions(({ context, event, self, system, enqueue }, { slot }: { slot: number }) => {
    const type = event.type as T;
    if (types !== '*' && !types.includes(type)) {
      throw new Error(`an action for ${types.join(', ')} was run on '${type}'`);
    }
    const { change, sent = [] } = expression({
      context: context as VpciContext,
      event: event as unknown as EventOf<T>,
      self: self.id,
      slot,
    });
    if (change !== undefined) enqueue.assign(change as never);
    for (const each of sent) {
      enqueue.sendTo(peer(system, each.to), { from: self.id, ...each.message });
    }
  }) as unknown as SlotAction;
}

/** Adds a request with a packet of its own; `message` is the packet without its id. */
export function begin(
  context: VpciContext,
  request: Omit<Outstanding, 'transaction'>,
  message: { readonly type: string } & Readonly<Record<string, unknown>>,
): Effect & { readonly change: Partial<VpciContext> } {
  const transaction = nextTransaction(context);
  return {
    change: { outstanding: including(context.outstanding, { ...request, transaction }) },
    sent: [to(context.host, { ...message, id: String(transaction) } as never)],
  };
}

/** Two effects, one after the other. */
export function both(
  context: VpciContext,
  first: Effect,
  second: (context: VpciContext) => Effect,
) {
  const next = second({ ...context, ...first.change });
  return {
    change: { ...first.change, ...next.change },
    sent: [...(first.sent ?? []), ...(next.sent ?? [])],
  };
}
