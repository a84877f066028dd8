/** Mistakes in what is said to come from outside of a system, `events` and `invoked`, are answered in words too. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { canonicalText } from '../system/canonical.ts';
import type { ActorSpec, Message } from '../system/index.ts';

const mays = ['done', 'error', 'sends', 'snapshots'] as const;

/** What functions answer is seen later: here is what is listed. */
export function checkOutside(id: string, { machine, events, invoked = {} }: ActorSpec): void {
  const checkEvent = (value: unknown, what: string) => {
    checkMessage(value, what);
    checkTaken((value as Message).type, what, machine);
  };
  checkList(events, `events of actor '${id}'`, "[{ type: 'WHAT' }]", checkEvent);
  for (const [child, may] of Object.entries(invoked)) {
    const whose = `invoked '${child}' of actor '${id}'`;
    if (typeof may !== 'object' || may === null) {
      throw new TypeError(`${whose} is an object, as in { done: [output] }, {} for nothing`);
    }
    const other = Object.keys(may).find((key) => !mays.some((each) => each === key));
    if (other !== undefined) {
      throw new TypeError(`${whose} has no '${other}'; there are ${mays.join(', ')}`);
    }
    for (const name of mays) {
      const check = name === 'sends' ? checkMessage : checkPlain;
      const sample = name === 'sends' ? "[{ type: 'WHAT' }]" : '[value]';
      checkList(may[name], `${name} of ${whose}`, sample, check);
    }
  }
}

function checkList(
  value: unknown,
  what: string,
  sample: string,
  check: (value: unknown, what: string) => void,
): void {
  if (value === undefined || typeof value === 'function') return;
  if (!Array.isArray(value)) {
    throw new TypeError(`${what} is a list, or a function that answers with one, as in ${sample}`);
  }
  for (const each of value) check(each, what);
}

function checkMessage(value: unknown, what: string): void {
  if (typeof (value as { type?: unknown } | null)?.type !== 'string') {
    throw new TypeError(`${what} are messages, as in [{ type: 'WHAT' }]; not ${shown(value)}`);
  }
  checkPlain(value, what);
}

/** What no state could ever take is a typing error, and a search without it would prove something else. */
function checkTaken(type: string, what: string, machine: AnyStateMachine): void {
  const descriptors = [...new Set(descriptorsOf(machine.root))];
  if (descriptors.some((each) => describes(each, type))) return;
  const legal = descriptors.filter((each) => !each.startsWith('xstate.'));
  throw new TypeError(
    `${what}: no state takes '${type}'; there are ${legal.sort().join(', ') || 'no events'}`,
  );
}

function descriptorsOf({ transitions, states }: AnyStateNode): readonly string[] {
  return [...transitions.keys(), ...Object.values(states).flatMap(descriptorsOf)];
}

/** As in XState: `*` is any event, and `mouse.*` any that is `mouse` or begins with `mouse.`. */
function describes(descriptor: string, type: string): boolean {
  if (descriptor === '*' || descriptor === type) return true;
  return descriptor.endsWith('.*') && `${type}.`.startsWith(descriptor.slice(0, -1));
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** Throws for what cannot be compared, and says where it is. */
export function checkPlain(value: unknown, where: string): void {
  if (value instanceof Error) {
    throw new TypeError(
      `${where}: an error is written as plain data, { message: '${value.message}' }`,
    );
  }
  try {
    canonicalText(value);
  } catch (error) {
    throw new TypeError(`${where}: ${(error as Error).message}`, { cause: error });
  }
}
