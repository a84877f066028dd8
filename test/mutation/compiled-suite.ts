/**
 * A suite made ready to be run many times, against one mutant after the other: every stimulus and every expected
 * answer is a number or a text that was worked out once.
 */
import { answerKey, envelopeKey } from '../../src/execute/sameness.ts';
import type { Suite, TestStep } from '../../src/generate/index.ts';
import type { Envelope } from '../../src/system/index.ts';

export interface CompiledStep {
  /** Its place in `Stimuli`. */
  readonly stimulus: number;
  readonly expected: string;
  readonly alternatives: readonly string[];
  readonly shows: string | undefined;
}

export interface CompiledTest {
  readonly name: string;
  readonly steps: readonly CompiledStep[];
}

export interface CompiledSuite {
  readonly name: string;
  readonly subject: Suite['subject'];
  readonly observes: Suite['observes'];
  /** What must have been sent before the first step. */
  readonly initial: string;
  readonly tests: readonly CompiledTest[];
}

/** Different stimuli, each with a number; shared by all suites of one subject. */
export class Stimuli {
  readonly #numbers = new Map<string, number>();
  readonly #envelopes: Envelope[] = [];

  numberOf(envelope: Envelope): number {
    const key = envelopeKey(envelope);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#envelopes.length;
      this.#numbers.set(key, number);
      this.#envelopes.push(envelope);
    }
    return number;
  }

  all(): readonly Envelope[] {
    return this.#envelopes;
  }

  at(number: number): Envelope {
    const envelope = this.#envelopes[number];
    if (envelope === undefined) throw new RangeError(`there is no stimulus ${number}`);
    return envelope;
  }
}

export function compileSuite(name: string, suite: Suite, stimuli: Stimuli): CompiledSuite {
  const step = ({ stimulus, expect, alternatives, shows }: TestStep): CompiledStep => ({
    stimulus: stimuli.numberOf(stimulus),
    expected: answerKey(expect),
    alternatives: (alternatives ?? []).map(answerKey),
    shows,
  });
  return {
    name,
    subject: suite.subject,
    observes: suite.observes,
    initial: answerKey(suite.subject.initial),
    tests: suite.tests.map(({ name: test, steps }) => ({ name: test, steps: steps.map(step) })),
  };
}
