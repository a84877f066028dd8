/**
 * A suite made ready to be run many times, against one mutant after the other: every stimulus and every expected
 * answer is a number or a text that was worked out once.
 */
import { canonicalText } from '../../src/explore/canonical.ts';
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

  numberOf({ from, to, message }: Envelope): number {
    const key = canonicalText([from, to, message]);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#envelopes.length;
      this.#numbers.set(key, number);
      this.#envelopes.push({ from, to, message });
    }
    return number;
  }

  at(number: number): Envelope {
    const envelope = this.#envelopes[number];
    if (envelope === undefined) throw new RangeError(`there is no stimulus ${number}`);
    return envelope;
  }
}

/**
 * What was sent, as a text by which two answers are compared: the order counts between the same sender and receiver
 * only, as a suite says.
 */
export function answerText(sent: readonly Envelope[]): string {
  if (sent.length === 0) return '';
  const channels = new Map<string, unknown[]>();
  for (const { from, to, message } of sent) {
    const channel = `${from} ${to}`;
    const messages = channels.get(channel);
    if (messages === undefined) channels.set(channel, [message]);
    else messages.push(message);
  }
  const sorted = [...channels].sort(([a], [b]) => (a < b ? -1 : 1));
  return canonicalText(sorted);
}

export function compileSuite(name: string, suite: Suite, stimuli: Stimuli): CompiledSuite {
  const step = ({ stimulus, expect, alternatives, shows }: TestStep): CompiledStep => ({
    stimulus: stimuli.numberOf(stimulus),
    expected: answerText(expect),
    alternatives: (alternatives ?? []).map(answerText),
    shows,
  });
  return {
    name,
    subject: suite.subject,
    observes: suite.observes,
    initial: answerText(suite.subject.initial),
    tests: suite.tests.map(({ name: test, steps }) => ({ name: test, steps: steps.map(step) })),
  };
}
