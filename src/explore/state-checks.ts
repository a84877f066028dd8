/**
 * Predicates over snapshots. Each is asked once for each combination of the local states that it reads: a predicate
 * over one actor, or over each of several for itself, once for each local state of theirs.
 */
import type { AnyMachineSnapshot } from 'xstate';
import type { StateProperty, SystemView, Violation } from '../system/index.ts';
import { findingOf } from '../system/index.ts';
import type { LocalStates } from './asked-once.ts';
import { AskedOnce, asked } from './asked-once.ts';

interface Joint {
  readonly property: StateProperty;
  readonly answer: AskedOnce<string | undefined>;
}

export class StateChecks {
  readonly #ids: readonly string[];
  readonly #single: readonly StateProperty[];
  /** By actor: those that read it together with others. */
  readonly #joint: readonly (readonly Joint[])[];
  readonly #all: readonly Joint[];
  readonly #finally: readonly Joint[];
  readonly #sometimes: readonly StateProperty[];
  readonly #reached = new Set<StateProperty>();

  constructor(properties: readonly StateProperty[], ids: readonly string[]) {
    this.#ids = ids;
    const moving = properties.filter(({ kind }) => kind !== 'finally');
    this.#single = moving.filter(isSingle);
    this.#all = moving.filter((property) => !isSingle(property)).map((each) => this.#jointOf(each));
    this.#joint = ids.map((_, actor) =>
      this.#all.filter(({ answer }) => answer.reads.includes(actor)),
    );
    this.#finally = properties
      .filter(({ kind }) => kind === 'finally')
      .map((property) => this.#jointOf(property));
    this.#sometimes = properties.filter(({ kind }) => kind === 'sometimes');
  }

  get reached(): readonly string[] {
    return this.#sometimes.filter((each) => this.#reached.has(each)).map(({ name }) => name);
  }

  get notReached(): readonly string[] {
    return this.#sometimes.filter((each) => !this.#reached.has(each)).map(({ name }) => name);
  }

  /** These have been reached before. */
  restore(names: readonly string[]): void {
    for (const each of this.#sometimes) if (names.includes(each.name)) this.#reached.add(each);
  }

  /** Looks at a local state that is new. */
  local(actor: number, snapshot: AnyMachineSnapshot): Violation | undefined {
    const id = this.#ids[actor] as string;
    for (const property of this.#single) {
      if (!property.reads.includes(id)) continue;
      const found = answerOf(property, { [id]: snapshot });
      if (found === undefined) continue;
      if (property.kind === 'always') return { ...findingOf(property), detail: found };
      this.#reached.add(property);
    }
    return undefined;
  }

  /** Whether anything reads this actor together with others. */
  isJoint(actor: number): boolean {
    return (this.#joint[actor] as readonly Joint[]).length > 0;
  }

  /** Which predicates read this actor together with others, as bits of a word from the highest; some may share one. */
  jointViews(actor: number): number {
    const joint = this.#joint[actor] as readonly Joint[];
    return joint.reduce((all, each) => all | (1 << (31 - this.#all.indexOf(each))), 0);
  }

  /** Looks at a state in which this actor's local state is another than before; without an actor, at all. */
  global(actor: number | undefined, states: LocalStates): Violation | undefined {
    const joint = actor === undefined ? this.#all : (this.#joint[actor] ?? []);
    for (const { property, answer } of joint) {
      if (property.kind === 'sometimes' && this.#reached.has(property)) continue;
      const found = answer.in(states);
      if (found === undefined) continue;
      if (property.kind === 'always') return { ...findingOf(property), detail: found };
      this.#reached.add(property);
    }
    return undefined;
  }

  /** Looks at a state in which nothing can move any more. */
  atRest(states: LocalStates): Violation | undefined {
    for (const { property, answer } of this.#finally) {
      const detail = answer.in(states);
      if (detail !== undefined) return { ...findingOf(property), detail };
    }
    return undefined;
  }

  #jointOf(property: StateProperty): Joint {
    const ask = (view: SystemView) => answerOf(property, view);
    const { name, reads } = property;
    return { property, answer: new AskedOnce(`property '${name}'`, reads, this.#ids, ask) };
  }
}

/** What a predicate says. One that throws, or answers by yes and no, is a mistake of its writer. */
function answerOf(property: StateProperty, view: SystemView): string | undefined {
  const { name, kind, reads } = property;
  const answer = asked(`property '${name}'`, reads, () => property.check(view));
  if (answer === undefined || typeof answer === 'string') return answer;
  const when = kind === 'sometimes' ? 'when the situation is not there' : 'when it holds';
  throw new TypeError(
    `property '${name}' answers ${answer}: it must be a text, or undefined ${when}`,
  );
}

function isSingle({ each, reads }: StateProperty): boolean {
  return each === true || reads.length === 1;
}
