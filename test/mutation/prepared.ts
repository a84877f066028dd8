/** A driver made ready to be measured: its subjects, what they do, and the suites of every criterion for them. */

import { stackSubject } from '../../src/cli/generation/stack-subject.ts';
import type { Behaviour, OpenSubject } from '../../src/generate/index.ts';
import { behaviourOf } from '../../src/generate/index.ts';
import type { CompiledSuite } from './compiled-suite.ts';
import { compileSuite, Stimuli } from './compiled-suite.ts';
import type { Driver, Variant } from './drivers.ts';
import type { NamedSuite, SuiteName } from './suites.ts';
import { suiteFor } from './suites.ts';

export interface Prepared {
  readonly driver: Driver;
  readonly variant: Variant;
  readonly subject: OpenSubject;
  readonly behaviour: Behaviour;
  readonly suites: readonly NamedSuite[];
}

/** States of one behaviour; what is beyond is not tested, and the suites say so. */
const maxStates = 20_000;

export function prepare(
  driver: Driver,
  names: readonly SuiteName[],
  tell: (what: string) => void,
): readonly Prepared[] {
  return driver.variants.map((variant) => {
    const where = `${driver.name} ${variant.name}`;
    const began = performance.now();
    const { name: _name, ...place } = variant;
    const subject = stackSubject(driver.name, place);
    const behaviour = behaviourOf(subject, { maxStates });
    const { states, stoppedBecause } = behaviour;
    const seconds = (performance.now() - began) / 1000;
    tell(`${where}: ${states.length} states (${stoppedBecause}) in ${seconds.toFixed(1)} s`);
    const suites = names.map((name) => {
      const made = suiteFor(name, behaviour);
      const { tests, truncated } = made.suite;
      const steps = stepsOf(made);
      const cut = truncated ? ', cut short' : '';
      tell(
        `${where} ${name}: ${tests.length} tests, ${steps} steps${cut}, ${made.seconds.toFixed(1)} s`,
      );
      return made;
    });
    return { driver, variant, subject, behaviour, suites };
  });
}

export function stepsOf({ suite }: NamedSuite): number {
  return suite.tests.reduce((sum, { steps }) => sum + steps.length, 0);
}

/** The suites of a prepared driver, ready to be run again and again. */
export function compiled({ suites }: Prepared): {
  readonly suites: readonly CompiledSuite[];
  readonly stimuli: Stimuli;
} {
  const stimuli = new Stimuli();
  return { stimuli, suites: suites.map(({ name, suite }) => compileSuite(name, suite, stimuli)) };
}
