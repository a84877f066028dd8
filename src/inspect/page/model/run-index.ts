/** What is the case at any step of a run. The document says only what changed; this adds it up. */

import { applyChanges } from '../../view/pack.ts';
import type { ViewLane, ViewPending, ViewRun, ViewStep } from '../../view-data.ts';
import { lastAtMost } from './sorted.ts';

interface Actives {
  readonly steps: number[];
  readonly active: (readonly string[])[];
}

export class RunIndex {
  readonly run: ViewRun;
  /** Number of the last step. */
  readonly last: number;
  readonly #actives = new Map<string, Actives>();
  readonly #received = new Map<string, number[]>();
  readonly #deliveries = new Map<number, number[]>();
  readonly #pendingSteps: number[] = [];
  readonly #heldSteps: number[] = [];

  constructor(run: ViewRun) {
    this.run = run;
    this.last = run.steps.length;
    for (const [actor, { active }] of Object.entries(run.initial)) {
      this.#actives.set(actor, { steps: [0], active: [active] });
    }
    for (const step of run.steps) this.#add(step);
  }

  /** Absent for 0 and behind the end. */
  step(number: number): ViewStep | undefined {
    return this.run.steps[number - 1];
  }

  /** Steps in which the actor received something, ascending. */
  received(actor: string): readonly number[] {
    return this.#received.get(actor) ?? [];
  }

  /** Ids of the states that the actor is in after the step. */
  activeAt(actor: string, step: number): readonly string[] {
    const actives = this.#actives.get(actor);
    if (actives === undefined) return [];
    return actives.active[lastAtMost(actives.steps, step)] ?? [];
  }

  pendingAt(step: number): readonly ViewPending[] {
    const at = this.#pendingSteps[lastAtMost(this.#pendingSteps, step)];
    return (at === undefined ? undefined : this.step(at)?.pending) ?? [];
  }

  heldAt(step: number): readonly string[] {
    const at = this.#heldSteps[lastAtMost(this.#heldSteps, step)];
    return (at === undefined ? undefined : this.step(at)?.held) ?? this.run.held;
  }

  contextAt(actor: string, step: number): unknown {
    const changes = this.received(actor)
      .filter((each) => each <= step)
      .flatMap((each) => this.step(each)?.changes ?? []);
    return applyChanges(this.run.initial[actor]?.context, changes);
  }

  /** The step in which the `nth` message that this step sent was delivered. */
  deliveryOf(step: ViewStep, nth: number): number | undefined {
    const sent = step.sent[nth];
    if (sent === undefined) return undefined;
    const same = ({ to, title }: { to: string; title: string }) =>
      to === sent.to && title === sent.title;
    const earlier = step.sent.slice(0, nth).filter(same).length;
    const deliveries = (this.#deliveries.get(step.step) ?? []).filter((number) => {
      const delivery = this.step(number);
      return delivery !== undefined && same(delivery);
    });
    return deliveries[earlier];
  }

  /** The first step after `from` (then from the beginning on) after which one of the actors is in the state. */
  nextIn(
    state: string,
    actors: readonly string[],
    from: number,
  ): { readonly step: number; readonly actor: string } | undefined {
    const found = actors.flatMap((actor) => {
      const actives = this.#actives.get(actor);
      return (actives?.steps ?? [])
        .filter(
          (_, n) => actives?.active[n]?.includes(state) && !actives.active[n - 1]?.includes(state),
        )
        .map((step) => ({ step, actor }));
    });
    found.sort((a, b) => a.step - b.step);
    return found.find(({ step }) => step > from) ?? found[0];
  }

  /** States and transitions that these actors have been through after `step`. */
  visited(
    actors: readonly string[],
    step: number,
  ): { states: Set<string>; transitions: Set<string> } {
    const states = new Set<string>();
    const transitions = new Set<string>();
    for (const actor of actors) {
      const actives = this.#actives.get(actor);
      actives?.steps.forEach((at, n) => {
        if (at <= step) for (const id of actives.active[n] ?? []) states.add(id);
      });
      for (const at of this.received(actor)) {
        if (at > step) break;
        for (const id of this.step(at)?.transitions ?? []) transitions.add(id);
      }
    }
    return { states, transitions };
  }

  /** Those that something happens to, or that say something. */
  busy(lanes: readonly ViewLane[]): readonly ViewLane[] {
    const names = new Set(this.run.steps.flatMap(({ from, to }) => [from, to]));
    return lanes.filter(({ id }) => names.has(id));
  }

  #add(step: ViewStep): void {
    const { step: number, to, active, sentIn, pending, held } = step;
    listOf(this.#received, to).push(number);
    if (sentIn !== undefined) listOf(this.#deliveries, sentIn).push(number);
    if (pending !== undefined) this.#pendingSteps.push(number);
    if (held !== undefined) this.#heldSteps.push(number);
    if (active === undefined) return;
    let actives = this.#actives.get(to);
    if (actives === undefined) {
      actives = { steps: [], active: [] };
      this.#actives.set(to, actives);
    }
    actives.steps.push(number);
    actives.active.push(active);
  }
}

function listOf<K>(map: Map<K, number[]>, key: K): number[] {
  const list = map.get(key) ?? [];
  if (list.length === 0) map.set(key, list);
  return list;
}
