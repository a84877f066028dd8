/** Whether a machine passes a suite: up to the first test that fails. */
import type { CompiledSuite, CompiledTest } from './compiled-suite.ts';
import type { Answer, MachineUnderTest } from './machine-under-test.ts';

export interface Failure {
  readonly test: string;
  /** From 0; -1 is what was sent before the first step. */
  readonly step: number;
  readonly why: string;
}

/** The first failure; undefined when every test passes (or ends without a verdict, by a legal other answer). */
export function firstFailure(suite: CompiledSuite, machine: MachineUnderTest): Failure | undefined {
  const first = machine.initial();
  const wrong = first.fault ?? (first.sent === suite.initial ? undefined : 'another beginning');
  if (wrong !== undefined) return { test: suite.tests[0]?.name ?? '', step: -1, why: wrong };
  for (const test of suite.tests) {
    const failure = failureOf(test, first, machine);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function failureOf(
  { name, steps }: CompiledTest,
  first: Answer,
  machine: MachineUnderTest,
): Failure | undefined {
  let state = first.next;
  for (const [at, step] of steps.entries()) {
    const answer = machine.deliver(state, step.stimulus);
    const fails = (why: string): Failure => ({ test: name, step: at, why });
    if (answer.fault !== undefined) return fails(answer.fault);
    if (answer.sent !== step.expected) {
      if (step.alternatives.includes(answer.sent)) return undefined;
      return fails(`sent ${answer.sent || 'nothing'}; expected ${step.expected || 'nothing'}`);
    }
    if (answer.shows !== step.shows) {
      return fails(`shows '${answer.shows ?? ''}'; expected '${step.shows ?? ''}'`);
    }
    state = answer.next;
  }
  return undefined;
}
