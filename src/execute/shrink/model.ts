/** What the model says of a sequence of stimuli: whether the outside could do that, and what must be answered. */
import type {
  Behaviour,
  BehaviourState,
  Move,
  Observation,
  TestStep,
} from '../../generate/index.ts';
import { Labels } from '../../generate/labels.ts';
import type { Envelope } from '../../system/index.ts';
import { envelopeKey, isSameAnswer } from '../sameness.ts';

/** What of the model a step is about. */
export interface Touched {
  /** The model's state, and the stimulus in it, as coverage items name them. */
  readonly state: string;
  readonly stimulus: string;
  /** Ids of the statechart's transitions that are taken. */
  readonly transitions: readonly string[];
  /** `meta.requirements` of these transitions and of the states that they join. */
  readonly requirements: readonly string[];
}

export interface ModelStep {
  readonly step: TestStep;
  /** The model's state before it, and after it. */
  readonly from: number;
  readonly to: number;
  readonly move: Move;
}

export class TestModel {
  readonly #behaviour: Behaviour;
  readonly #observes: Observation;
  readonly #inputs: ReadonlyMap<string, number>;
  #labels: Labels | undefined;

  constructor(behaviour: Behaviour, observes: Observation) {
    this.#behaviour = behaviour;
    this.#observes = observes;
    this.#inputs = new Map(behaviour.stimuli.map((each, n) => [envelopeKey(each), n]));
  }

  /**
   * The steps of a test of the suite, when the model has them with these answers; undefined when it does not, so that
   * the suite is of another model.
   */
  along(steps: readonly TestStep[]): readonly ModelStep[] | undefined {
    return this.#walk(
      steps.map(({ stimulus }) => stimulus),
      steps,
    );
  }

  /** The test with these stimuli; undefined when the outside does not do one of them where it stands. */
  test(stimuli: readonly Envelope[]): readonly ModelStep[] | undefined {
    return this.#walk(stimuli);
  }

  touched({ from, move }: ModelStep): Touched {
    this.#labels ??= new Labels(this.#behaviour);
    return {
      state: this.#labels.state(from),
      stimulus: this.#labels.stimulus(move.input),
      transitions: move.taken,
      requirements: [...new Set(move.taken.flatMap((id) => this.#requirements(id)))],
    };
  }

  #walk(
    stimuli: readonly Envelope[],
    expected?: readonly TestStep[],
  ): readonly ModelStep[] | undefined {
    const walked: ModelStep[] = [];
    let state = 0;
    for (const [n, stimulus] of stimuli.entries()) {
      const next = this.#next(state, stimulus, expected?.[n]);
      if (next === undefined) return undefined;
      walked.push(next);
      state = next.to;
    }
    return walked;
  }

  #next(from: number, stimulus: Envelope, expected: TestStep | undefined): ModelStep | undefined {
    const { states, reactions } = this.#behaviour;
    const input = this.#inputs.get(envelopeKey(stimulus));
    const ways = states[from]?.moves.filter((each) => each.input === input) ?? [];
    const sent = ({ output }: Move) => reactions[output] ?? [];
    const move =
      expected === undefined
        ? ways[0]
        : ways.find((each) => isSameAnswer(sent(each), expected.expect));
    if (move === undefined) return undefined;
    const alternatives = ways.filter((each) => each !== move).map(sent);
    const shows = this.#shows(states[move.to]);
    const step: TestStep = {
      stimulus,
      expect: sent(move),
      ...(alternatives.length === 0 ? {} : { alternatives }),
      ...(shows === undefined ? {} : { shows }),
    };
    return { step, from, to: move.to, move };
  }

  #shows(state: BehaviourState | undefined): string | undefined {
    if (this.#observes === 'outputs') return undefined;
    return this.#observes === 'state' ? state?.values.join(' | ') : state?.status;
  }

  #requirements(id: string): readonly string[] {
    for (const [actor, { transitions, states }] of Object.entries(this.#behaviour.charts)) {
      // Copies of one machine have the actor before their ids.
      const own = id.startsWith(`${actor}/`) ? id.slice(actor.length + 1) : id;
      const found = transitions.find((each) => each.id === own);
      if (found === undefined) continue;
      const joined = states.filter((each) => [found.source, ...found.targets].includes(each.id));
      return [found, ...joined].flatMap((each) => each.requirements);
    }
    return [];
  }
}
