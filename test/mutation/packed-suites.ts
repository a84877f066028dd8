/** Compiled suites for a file: a million steps name the same few thousand stimuli and answers again and again. */
import type { Envelope } from '../../src/system/index.ts';
import type { CompiledStep, CompiledSuite } from './compiled-suite.ts';
import { Stimuli } from './compiled-suite.ts';

/** Stimulus, answer, what is shown (-1: nothing), and other legal answers: places in the lists. */
type PackedStep = readonly number[];

export interface PackedSuites {
  readonly stimuli: readonly Envelope[];
  readonly texts: readonly string[];
  readonly suites: readonly (Omit<CompiledSuite, 'tests'> & {
    readonly tests: readonly { readonly name: string; readonly steps: readonly PackedStep[] }[];
  })[];
}

export function packed(suites: readonly CompiledSuite[], stimuli: Stimuli): PackedSuites {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
  const packedStep = ({ stimulus, expected, alternatives, shows }: CompiledStep): PackedStep => [
    stimulus,
    numberOf(expected),
    shows === undefined ? -1 : numberOf(shows),
    ...alternatives.map(numberOf),
  ];
  const all = suites.map((suite) => ({
    ...suite,
    tests: suite.tests.map(({ name, steps }) => ({ name, steps: steps.map(packedStep) })),
  }));
  return { stimuli: stimuli.all(), texts: [...numbers.keys()], suites: all };
}

export function unpacked({ stimuli: envelopes, texts, suites }: PackedSuites): {
  readonly suites: readonly CompiledSuite[];
  readonly stimuli: Stimuli;
} {
  const stimuli = new Stimuli();
  for (const envelope of envelopes) stimuli.numberOf(envelope);
  const textAt = (number: number | undefined): string => {
    const text = texts[number ?? -1];
    if (text === undefined) throw new RangeError(`there is no text ${number}`);
    return text;
  };
  const step = ([stimulus = -1, expected, shows = -1, ...others]: PackedStep): CompiledStep => ({
    stimulus,
    expected: textAt(expected),
    shows: shows < 0 ? undefined : textAt(shows),
    alternatives: others.map(textAt),
  });
  return {
    stimuli,
    suites: suites.map((suite) => ({
      ...suite,
      tests: suite.tests.map(({ name, steps }) => ({ name, steps: steps.map(step) })),
    })),
  };
}
