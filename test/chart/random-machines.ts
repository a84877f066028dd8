/** Random machines: nested, parallel, with final and history states, guards, timers and transitions everywhere. */
import fc from 'fast-check';
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';

/** A state before it is known which states there are: transitions name their target by a number. */
interface Sketch {
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  readonly children: readonly Sketch[];
  readonly hasHistory: boolean;
  readonly transitions: readonly Leap[];
  readonly entry: readonly string[];
}

interface Leap {
  readonly event: string;
  /** Absent: it stays. */
  readonly target: number | undefined;
  readonly guard: boolean;
  readonly reenter: boolean;
  readonly actions: readonly string[];
}

const leaps = fc.record({
  event: fc.constantFrom('A', 'B', 'B.C', 'B.*', '*', 'always', 'after', 'done'),
  target: fc.option(fc.nat(1000), { nil: undefined }),
  guard: fc.boolean(),
  reenter: fc.boolean(),
  actions: fc.array(fc.constantFrom('one', 'two'), { maxLength: 2 }),
});

const { sketch } = fc.letrec<{ sketch: Sketch }>((tie) => ({
  sketch: fc
    .record({
      kind: fc.constantFrom('atomic', 'atomic', 'compound', 'parallel', 'final'),
      children: fc.oneof(
        { depthIdentifier: 'states', maxDepth: 3 },
        fc.constant<Sketch[]>([]),
        fc.array(tie('sketch'), { minLength: 1, maxLength: 4, depthIdentifier: 'states' }),
      ),
      hasHistory: fc.boolean(),
      transitions: fc.array(leaps, { maxLength: 4 }),
      entry: fc.array(fc.constantFrom('start', 'stop'), { maxLength: 2 }),
    })
    .map((made) => made as Sketch),
}));

/** What a machine is made of: its configuration, and how many states and transitions that has. */
export interface Made {
  readonly machine: AnyStateMachine;
  readonly states: number;
  readonly transitions: number;
}

export const madeMachines: fc.Arbitrary<Made> = sketch.map(made);

function made(root: Sketch): Made {
  const ids: string[] = [];
  const collect = (sketchOf: Sketch, id: string) => {
    ids.push(id);
    for (const [n, child] of sketchOf.children.entries()) {
      if (holdsStates(sketchOf)) collect(child, `${id}-${n}`);
    }
  };
  collect(root, 's');
  let states = 0;
  let transitions = 0;
  const config = (sketchOf: Sketch, id: string): object => {
    states += 1;
    const { kind, children, hasHistory, entry } = sketchOf;
    if (kind === 'final' && id !== 's') return { id, type: 'final', entry };
    const own = sketchOf.transitions.map((leap) => ({ leap, config: leapConfig(leap, ids) }));
    const of = (event: string) =>
      own.filter(({ leap }) => leap.event === event).map((one) => one.config);
    const events = [...new Set(own.map(({ leap }) => leap.event))].filter(
      (event) => !['always', 'after', 'done'].includes(event),
    );
    transitions += own.length;
    const inner: Record<string, object> = {};
    if (holdsStates(sketchOf)) {
      for (const [n, child] of children.entries()) inner[`k${n}`] = config(child, `${id}-${n}`);
      if (hasHistory) {
        states += 1;
        inner.past = { type: 'history', history: 'deep' };
      }
    }
    return {
      id,
      entry,
      on: Object.fromEntries(events.map((event) => [event, of(event)])),
      ...(of('always').length === 0 ? {} : { always: of('always') }),
      ...(of('after').length === 0 ? {} : { after: { 50: of('after') } }),
      ...(of('done').length === 0 ? {} : { onDone: of('done') }),
      ...(holdsStates(sketchOf) ? { states: inner, ...kindOf(sketchOf) } : {}),
    };
  };
  return { machine: createMachine(config(root, 's') as never), states, transitions };
}

function holdsStates({ kind, children }: Sketch): boolean {
  return (kind === 'compound' || kind === 'parallel') && children.length > 0;
}

function kindOf({ kind }: Sketch): object {
  return kind === 'parallel' ? { type: 'parallel' } : { initial: 'k0' };
}

function leapConfig({ target, guard, reenter, actions }: Leap, ids: readonly string[]): object {
  return {
    ...(target === undefined ? {} : { target: `#${ids[target % ids.length]}` }),
    ...(guard ? { guard: 'may' } : {}),
    ...(reenter ? { reenter } : {}),
    actions,
  };
}
