/** Tries sequences of stimuli on the implementation: does the same failure come? Counts what that costs. */
import type { TestStep } from '../../generate/index.ts';
import type { Envelope } from '../../system/index.ts';
import { differences } from '../difference.ts';
import type { TestResult } from '../implementation.ts';
import type { TestRunner } from '../run-suite.ts';
import { envelopeKey } from '../sameness.ts';
import type { TestModel } from './model.ts';

/** `passes`: right to the end. `other`: another failure, or a legal answer that leads elsewhere. */
export type Tried =
  | { readonly kind: 'illegal' }
  | { readonly kind: 'passes' | 'inconclusive' }
  | {
      readonly kind: 'fails' | 'other';
      readonly steps: readonly TestStep[];
      readonly result: TestResult;
    };

export class OutOfRuns extends Error {}

export class Trial {
  /** Tests that were run. */
  runs = 0;
  readonly #model: TestModel;
  readonly #runner: TestRunner;
  readonly #most: number;
  readonly #wanted: string;
  readonly #known = new Map<string, Tried>();

  constructor(
    model: TestModel,
    runner: TestRunner,
    most: number,
    failure: TestResult,
    last: TestStep,
  ) {
    this.#model = model;
    this.#runner = runner;
    this.#most = most;
    this.#wanted = signature(failure, last);
  }

  async of(stimuli: readonly Envelope[]): Promise<Tried> {
    const key = stimuli.map(envelopeKey).join('\n');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const tried = await this.#try(stimuli);
    this.#known.set(key, tried);
    return tried;
  }

  async #try(stimuli: readonly Envelope[]): Promise<Tried> {
    const modelled = this.#model.test(stimuli);
    if (modelled === undefined) return { kind: 'illegal' };
    if (this.runs >= this.#most) throw new OutOfRuns();
    this.runs += 1;
    const steps = modelled.map(({ step }) => step);
    const result = await this.#runner.run({ name: 'shrinking', steps });
    if (result === undefined) throw new OutOfRuns();
    if (result.verdict === 'pass') return { kind: 'passes' };
    if (result.verdict === 'inconclusive') return { kind: 'inconclusive' };
    const at = result.step ?? -1;
    const last = steps[at];
    const kind = last !== undefined && signature(result, last) === this.#wanted ? 'fails' : 'other';
    return { kind, steps: steps.slice(0, at + 1), result };
  }
}

/** Equal for failures that are told in the same words: what is wrong, at which kind of stimulus. */
function signature({ expected = [], got, why }: TestResult, { stimulus }: TestStep): string {
  const { sent = [], refused, late = [] } = got ?? {};
  const kinds = differences(expected, sent).map((each) => {
    const of = 'expected' in each ? each.expected : each.got;
    const types = [of].flat().map((one) => (one as Envelope).message.type);
    const fields = each.kind === 'differs' ? each.fields.map(({ path }) => path) : [];
    return [each.kind, types, fields];
  });
  const broke = kinds.length === 0 || sent.length === 0 ? (why ?? '').split(/[;,]/)[0] : '';
  return JSON.stringify([
    stimulus.from,
    stimulus.to,
    stimulus.message.type,
    kinds,
    refused !== undefined,
    late.length > 0,
    broke,
  ]);
}
