/**
 * A register's linearizability tester as a monitor: it writes down when each client's operation begins and returns, and
 * looks for one order of all operations that a register could have (Herlihy and Wing, "Linearizability", 1990). What it
 * has written down is part of every state of the models that use it, as in Stateright: for each operation the number of
 * operations of every other client that had returned when it began.
 */
import { assign, createMachine } from 'xstate';
import type { Envelope, MonitorProperty } from '../../src/system/index.ts';

export interface Operation {
  /** What it writes; undefined for a read. */
  readonly write?: string;
  /** What a read returned. */
  readonly read?: string;
  /** How many operations of each other client had returned before it began; those of whom none had are left out. */
  readonly after: Readonly<Record<string, number>>;
}

interface Client {
  readonly returned: readonly Operation[];
  readonly open?: Operation;
}

export type History = Readonly<Record<string, Client>>;

/** The value of a register that nobody has written. */
export const unwritten = '-';

export function invoked(history: History, client: string, write?: string): History {
  const after = Object.fromEntries(
    Object.entries(history)
      .filter(([id, { returned }]) => id !== client && returned.length > 0)
      .map(([id, { returned }]) => [id, returned.length]),
  );
  const open = write === undefined ? { after } : { write, after };
  return { ...history, [client]: { returned: history[client]?.returned ?? [], open } };
}

function returned(history: History, client: string, read?: string): History {
  const { returned: before = [], open } = history[client] ?? {};
  if (open === undefined) throw new Error(`an answer to ${client}, who has not asked`);
  const done = read === undefined ? open : { ...open, read };
  return { ...history, [client]: { returned: [...before, done] } };
}

/** The history after a delivery: a client that has its answer to a write begins its read in the same step. */
export function observed(history: History, { to, message }: Envelope): History {
  if (message.type === 'PutOk') return invoked(returned(history, to), to);
  if (message.type === 'GetOk') {
    return returned(history, to, (message as { readonly value?: string }).value);
  }
  return history;
}

/** Whether all operations can have happened one after another, each between its beginning and its return. */
export function isLinearizable(history: History): boolean {
  const nobody = Object.fromEntries(Object.keys(history).map((id) => [id, 0]));
  return hasOrder(history, nobody, unwritten);
}

/** Whether all but the first `done` operations of each client can follow, on a register that holds `value`. */
function hasOrder(
  history: History,
  done: Readonly<Record<string, number>>,
  value: string,
): boolean {
  const clients = Object.entries(history);
  const at = (id: string) => done[id] ?? 0;
  if (clients.every(([id, client]) => at(id) >= client.returned.length)) return true;
  return clients.some(([id, client]) => {
    const next =
      client.returned[at(id)] ?? (at(id) === client.returned.length ? client.open : undefined);
    if (next === undefined) return false;
    const { write, read, after } = next;
    if (Object.entries(after).some(([other, count]) => at(other) < count)) return false;
    if (read !== undefined && read !== value) return false;
    return hasOrder(history, { ...done, [id]: at(id) + 1 }, write ?? value);
  });
}

/** Writes the history down and judges nothing. `begun`: what the clients have sent when everything starts. */
export function historian(begun: History): MonitorProperty {
  return tester(begun, () => false);
}

/** The same, and a history that is not linearizable is a violation. */
export function linearizable(begun: History): MonitorProperty {
  return tester(begun, (history) => !isLinearizable(history));
}

function tester(begun: History, isWrong: (history: History) => boolean): MonitorProperty {
  type Given = { readonly context: { readonly history: History }; readonly event: Envelope };
  const write = assign((({ context, event }: Given) => ({
    history: observed(context.history, event),
  })) as never);
  const machine = createMachine({
    context: { history: begun },
    initial: 'watching',
    states: {
      watching: {
        on: { observe: { actions: write } },
        always: { guard: ({ context }: Given) => isWrong(context.history), target: 'wrong' },
      },
      wrong: { tags: 'error' },
    },
  } as never);
  return {
    kind: 'monitor',
    name: 'Linearizable',
    rule: 'one order of all operations explains every answer',
    source: 'Herlihy, Wing: Linearizability (1990)',
    observes: ['PutOk', 'GetOk'],
    machine,
  };
}
