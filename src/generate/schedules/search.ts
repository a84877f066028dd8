/**
 * Schedules that take both orders of every race. A race is known with a way to it from the moment when a search, or a
 * schedule that was made for another one, comes past it; the next schedule goes there, takes the order that is missing,
 * and from there on the delivery that covers most, to the end.
 */
import type { Choice, Choices } from './choices.ts';

export interface SearchLimits {
  /** Situations that are searched for races, breadth-first. */
  readonly maxStates: number;
  /** Deliveries of one schedule. */
  readonly maxDepth: number;
  /** Deliveries of all schedules. */
  readonly maxSteps: number;
  readonly maxTests: number;
}

/** From the first situation to one in which nothing can move any more, or to the greatest length. */
export interface Schedule {
  readonly steps: readonly Choice[];
  /** Races that it takes in this order and no schedule before it. */
  readonly covers: readonly string[];
  /** All that it takes. */
  readonly all: ReadonlySet<string>;
}

export interface Found {
  readonly schedules: readonly Schedule[];
  /** Every order of every race that was come past. */
  readonly races: readonly string[];
  readonly covered: ReadonlySet<string>;
  /** Everything was searched. */
  readonly isComplete: boolean;
  /** Schedules that were ended at the greatest length. */
  readonly endless: number;
  readonly stoppedBecause: 'complete' | 'max-states' | 'max-steps' | 'max-tests';
}

/** How a situation was come to first. */
interface Way {
  readonly before: number;
  readonly choice: Choice | undefined;
  readonly depth: number;
}

export function findSchedules(choices: Choices, start: number, limits: SearchLimits): Found {
  return new ScheduleSearch(choices, start, limits).run();
}

class ScheduleSearch {
  readonly #choices: Choices;
  readonly #start: number;
  readonly #limits: SearchLimits;
  readonly #ways = new Map<number, Way>();
  /** Where each order of a race can be taken. */
  readonly #places = new Map<string, number>();
  readonly #covered = new Set<string>();
  readonly #schedules: Schedule[] = [];
  #steps = 0;
  #endless = 0;

  constructor(choices: Choices, start: number, limits: SearchLimits) {
    this.#choices = choices;
    this.#start = start;
    this.#limits = limits;
    this.#ways.set(start, { before: start, choice: undefined, depth: 0 });
  }

  run(): Found {
    const isComplete = this.#explore();
    let stoppedBecause: Found['stoppedBecause'] = isComplete ? 'complete' : 'max-states';
    // Walks from the beginning, as long as they bring something; what they leave is gone to.
    let isWalking = true;
    for (;;) {
      const missing = this.#deepest();
      if (missing === undefined) break;
      if (this.#schedules.length >= this.#limits.maxTests) {
        stoppedBecause = 'max-tests';
        break;
      }
      const schedule: Schedule = isWalking
        ? this.#walk([], new Set(), this.#start)
        : this.#through(missing);
      isWalking = isWalking && schedule.covers.length > 0;
      if (schedule.covers.length === 0) continue;
      if (this.#steps + schedule.steps.length > this.#limits.maxSteps) {
        stoppedBecause = 'max-steps';
        break;
      }
      this.#steps += schedule.steps.length;
      this.#schedules.push(schedule);
      for (const id of schedule.covers) this.#covered.add(id);
    }
    return {
      schedules: needed(this.#schedules),
      races: [...this.#places.keys()],
      covered: this.#covered,
      isComplete,
      endless: this.#endless,
      stoppedBecause,
    };
  }

  /** Breadth-first, so that a race that is found here is found on a shortest way. */
  #explore(): boolean {
    const queue = [this.#start];
    for (let n = 0; n < queue.length; n += 1) {
      const situation = queue[n] as number;
      this.#note(situation);
      for (const choice of this.#choices.of(situation)) {
        if (this.#ways.has(choice.after)) continue;
        if (this.#ways.size >= this.#limits.maxStates) return false;
        this.#reach(situation, choice);
        queue.push(choice.after);
      }
    }
    return true;
  }

  #reach(before: number, choice: Choice): void {
    if (this.#ways.has(choice.after)) return;
    const depth = (this.#ways.get(before)?.depth ?? 0) + 1;
    this.#ways.set(choice.after, { before, choice, depth });
  }

  #note(situation: number): void {
    for (const { id } of this.#choices.races(situation)) {
      if (!this.#places.has(id)) this.#places.set(id, situation);
    }
  }

  /** The order of a race that is farthest away of those that are missing: most is met on the way. */
  #deepest(): { readonly id: string; readonly situation: number } | undefined {
    let found: { readonly id: string; readonly situation: number } | undefined;
    let most = -1;
    for (const [id, situation] of this.#places) {
      const depth = this.#ways.get(situation)?.depth ?? 0;
      if (this.#covered.has(id) || depth <= most) continue;
      most = depth;
      found = { id, situation };
    }
    return found;
  }

  #through({ id, situation }: { readonly id: string; readonly situation: number }): Schedule {
    const steps = [...this.#wayTo(situation)];
    const all = new Set<string>();
    let at = this.#start;
    for (const choice of steps) at = this.#take(at, choice, all);
    const race = this.#choices.races(situation).find((each) => each.id === id);
    if (race === undefined) throw new Error(`the race '${id}' is not where it was found`);
    steps.push(race.first);
    return this.#walk(steps, all, this.#take(at, race.first, all));
  }

  /** Goes on from `at` to the end. */
  #walk(steps: Choice[], all: Set<string>, from: number): Schedule {
    let at = from;
    for (let next = this.#best(at, all); next !== undefined; next = this.#best(at, all)) {
      if (steps.length >= this.#limits.maxDepth) {
        this.#endless += 1;
        break;
      }
      steps.push(next);
      at = this.#take(at, next, all);
    }
    return { steps, covers: [...all].filter((each) => !this.#covered.has(each)), all };
  }

  #wayTo(situation: number): readonly Choice[] {
    const steps: Choice[] = [];
    for (let at = situation; ; ) {
      const way = this.#ways.get(at);
      if (way?.choice === undefined) return steps.reverse();
      steps.push(way.choice);
      at = way.before;
    }
  }

  /** Makes the delivery; the races that it takes go into `all`. */
  #take(situation: number, choice: Choice, all: Set<string>): number {
    this.#note(situation);
    for (const { id, first } of this.#choices.races(situation)) {
      if (first === choice) all.add(id);
    }
    this.#reach(situation, choice);
    return choice.after;
  }

  /** The delivery that, together with the best one after it, takes most races in an order that is missing. */
  #best(situation: number, all: ReadonlySet<string>): Choice | undefined {
    const gains = this.#gains(situation, all);
    let best: Choice | undefined;
    let most = -1;
    for (const choice of this.#choices.of(situation)) {
      const score = (gains.get(choice) ?? 0) + this.#bestGain(choice.after, all);
      if (score <= most) continue;
      best = choice;
      most = score;
    }
    return best;
  }

  #bestGain(situation: number, all: ReadonlySet<string>): number {
    return Math.max(0, ...this.#gains(situation, all).values());
  }

  /** How many races each delivery takes in an order that is missing. */
  #gains(situation: number, all: ReadonlySet<string>): ReadonlyMap<Choice, number> {
    const gains = new Map<Choice, number>();
    for (const { id, first } of this.#choices.races(situation)) {
      if (this.#covered.has(id) || all.has(id)) continue;
      gains.set(first, (gains.get(first) ?? 0) + 1);
    }
    return gains;
  }
}

/** Without the schedules of which every race is taken in another too; the last ones, which are after least, first. */
function needed(schedules: readonly Schedule[]): readonly Schedule[] {
  const times = new Map<string, number>();
  const count = (schedule: Schedule, change: 1 | -1): void => {
    for (const id of schedule.all) times.set(id, (times.get(id) ?? 0) + change);
  };
  for (const schedule of schedules) count(schedule, 1);
  const kept = schedules.toReversed().filter((schedule) => {
    const isSpare = [...schedule.all].every((id) => (times.get(id) ?? 0) > 1);
    if (isSpare) count(schedule, -1);
    return !isSpare;
  });
  const covered = new Set<string>();
  return kept.reverse().map((schedule) => {
    const covers = [...schedule.all].filter((id) => !covered.has(id));
    for (const id of covers) covered.add(id);
    return { ...schedule, covers };
  });
}
