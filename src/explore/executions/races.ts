/**
 * What else could have come first: for a step of an execution that has been made to its end, beginnings of others in
 * which something that depends on the step comes before it.
 *
 * Such a beginning is the rest of the execution without the step and all that happened after it, and then whatever can
 * move there and depends on the step. It is looked for only where there may be one: something that depends on the step
 * came later, or waits at the end, or was possible instead, and was not caused by the step. Of a step and something
 * that both were in an execution before, with all that came before them, that was asked at the end of that one.
 */
import type { Dependence } from './dependence.ts';
import type { History } from './history.ts';
import type { Occurrence, Step } from './occurrence.ts';
import type { StateStack } from './state-stack.ts';
import type { Steps } from './steps.ts';

export type Plan = readonly Occurrence[];

export class Races {
  readonly #steps: Steps;
  readonly #states: StateStack;
  readonly #history: History;
  readonly #dependence: Dependence;
  /** Deliveries that commute with a step may make something possible, such as a timer. */
  readonly #commuting: boolean;
  readonly #scratch: Int32Array;

  constructor(
    steps: Steps,
    states: StateStack,
    history: History,
    dependence: Dependence,
    commuting: boolean,
  ) {
    this.#steps = steps;
    this.#states = states;
    this.#history = history;
    this.#dependence = dependence;
    this.#commuting = commuting;
    this.#scratch = new Int32Array(states.width);
  }

  /** Tells what could have come instead, by place. From place `fresh` on the execution is unlike the one before. */
  tell(fresh: number, planned: (place: number, plan: Plan) => void): void {
    for (const place of this.#places(fresh)) {
      const { sequence, candidates } = this.#without(place);
      for (const other of candidates) planned(place, [...sequence, other]);
    }
  }

  /** Where something else could have come first. */
  #places(fresh: number): ReadonlySet<number> {
    const places = new Set<number>();
    const history = this.#history;
    for (let later = fresh; later < history.length; later += 1) {
      const step = history.steps[later] as Step;
      if (step.isIdle) {
        places.add(later);
        continue;
      }
      const sender = history.senderAt(later);
      this.#consider(places, history.atActor(step.actor), step, sender, later);
      for (const each of step.shared) {
        this.#consider(places, history.sharing(each), step, sender, later);
      }
    }
    for (let actor = 0; actor < this.#states.width - 1; actor += 1) {
      this.#considerWaiting(places, actor);
      if (this.#steps.hasChoices[actor] === true) this.#considerPossible(places, actor);
    }
    return places;
  }

  /** Adds the places before `end` of steps that `other` depends on and that have not caused it. */
  #consider(
    places: Set<number>,
    earlier: readonly number[],
    other: Occurrence,
    sender: number,
    end: number,
  ): void {
    for (let n = 0; n < earlier.length; n += 1) {
      const place = earlier[n] as number;
      if (place >= end) return;
      if (places.has(place)) continue;
      const step = this.#history.steps[place] as Step;
      if (step.task === other.task || step.isIdle) continue;
      if (sender >= 0 && this.#history.isBefore(place, sender)) continue;
      if (this.#dependence.dependent(step, other)) places.add(place);
    }
  }

  /** What waits at the end because it is put off, or left, or behind such a message. */
  #considerWaiting(places: Set<number>, actor: number): void {
    const history = this.#history;
    const { length } = history;
    const waiting = this.#steps.waiting(actor, this.#states.at(length, actor));
    for (const { occurrence, place } of waiting) {
      const sender = history.sender(occurrence, place);
      this.#consider(places, history.atActor(actor), occurrence, sender, length);
    }
  }

  /** Timers and outside events that were possible, and messages that could have been lost, or duplicated, instead. */
  #considerPossible(places: Set<number>, actor: number): void {
    for (const place of this.#history.atActor(actor)) {
      const { task, label } = this.#history.steps[place] as Step;
      const possible = this.#steps.of(actor, this.#states.at(place, actor));
      const isOther = (each: Step) => each.label !== label && (!each.isPlain || each.task === task);
      if (this.#commuting || possible.some(isOther)) places.add(place);
    }
  }

  /** The rest of the execution without a step and all that happened after it, and what depends on the step there. */
  #without(place: number): { sequence: readonly Step[]; candidates: readonly Step[] } {
    const history = this.#history;
    const columns = this.#scratch;
    const { width, items } = this.#states;
    columns.set(items.subarray(place * width, (place + 1) * width));
    const sequence: Step[] = [];
    const missing: number[] = [];
    for (let later = place + 1; later < history.length; later += 1) {
      if (history.isBefore(place, later)) continue;
      if (missing.length > 0 && missing.some((each) => history.isBefore(each, later))) continue;
      const step = history.steps[later] as Step;
      const again = this.#steps.find(step, columns[step.actor] as number);
      // What cannot move without the step was caused by it.
      if (again === undefined || again.next < 0) missing.push(later);
      else {
        this.#steps.advance(columns, 0, again);
        sequence.push(again);
      }
    }
    return { sequence, candidates: this.#candidates(history.steps[place] as Step, columns) };
  }

  #candidates(step: Step, columns: Int32Array): readonly Step[] {
    const found: Step[] = [];
    const all = step.isIdle || step.shared.length > 0;
    const end = all ? this.#states.width - 1 : step.actor + 1;
    for (let actor = all ? 0 : step.actor; actor < end; actor += 1) {
      const component = columns[actor] as number;
      const possible = step.isIdle
        ? this.#steps.idle(actor, component)
        : this.#steps.of(actor, component);
      for (const other of possible) {
        if (other.label !== step.label && this.#dependence.dependent(step, other))
          found.push(other);
      }
    }
    return found;
  }
}
