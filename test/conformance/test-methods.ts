/**
 * How long the suites of the methods are, and which wrong implementations they find, on random machines. Writes the
 * tables of docs/test-methods.md. Run it built: node dist/test/conformance/test-methods.js.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Fsm } from '../../src/generate/index.ts';
import { randomBelow } from '../../src/trace/random.ts';
import type { Choice } from '../generate/identification/as-behaviour.ts';
import { suiteOf } from '../generate/identification/as-behaviour.ts';
import type { Below } from '../generate/identification/faults.ts';
import { extraStateFault, transferFault } from '../generate/identification/faults.ts';
import type { Suite } from '../generate/identification/oracle.ts';
import { conforms, passes } from '../generate/identification/oracle.ts';
import type { RandomFsm } from '../generate/identification/random-fsm.ts';
import { randomFsm } from '../generate/identification/random-fsm.ts';
import { count, toolCommand } from '../tool-command.ts';

const values = toolCommand(
  'test-methods',
  'How long suites are, and which wrong implementations they find.',
)
  .option('--machines <n>', 'random machines of each shape', count, 5)
  .option('--mutants <n>', 'wrong implementations of each', count, 300)
  .option('--page <file>', 'where the tables go', 'docs/test-methods.md')
  .parse()
  .opts<{ readonly machines: number; readonly mutants: number; readonly page: string }>();
const { machines, mutants } = values;

type Shape = Omit<RandomFsm, 'seed'>;
/** What is compared: the machine as it is, or one that shows more of itself. */
type View = (fsm: Fsm, shownBy: (state: number) => number) => Fsm;

interface Row {
  readonly name: string;
  readonly choice: Choice;
  readonly view?: View;
}

const outputsOnly: View = (fsm) => fsm;
/** Of each state reached, `shownBy` is visible too. */
const withShown: View = (fsm, shownBy) => ({
  ...fsm,
  output: fsm.output.map((output, place) => output * 1000 + shownBy(fsm.next[place] as number)),
});
const withState = withShown;
const withStatus: View = (fsm, shownBy) => withShown(fsm, (state) => shownBy(state) % 4);

const steps = { maxSteps: 10_000_000 };
const one = { ...steps, maxStepsPerTest: Number.POSITIVE_INFINITY };
const identified = (['w', 'hsi', 'wp', 'h'] as const).flatMap((method) =>
  [0, 1].map(
    (extraStates): Row => ({
      name: `${{ w: 'W', hsi: 'HSI', wp: 'Wp', h: 'H' }[method]}, k = ${extraStates}`,
      choice: { criterion: 'transitions', method, extraStates, limits: steps },
    }),
  ),
);
const rows: readonly Row[] = [
  {
    name: 'transitions, many short tests',
    choice: { criterion: 'transitions', limits: { ...steps, maxStepsPerTest: 1 } },
  },
  { name: 'transition tour', choice: { criterion: 'transitions', limits: one } },
  { name: 'pair tour (1-switch)', choice: { criterion: 'transition-pairs', limits: one } },
  ...identified.toSorted((a, b) => (a.choice.extraStates ?? 0) - (b.choice.extraStates ?? 0)),
  {
    name: 'H, k = 1, one of four statuses seen',
    choice: { criterion: 'transitions', method: 'h', extraStates: 1, limits: steps },
    view: withStatus,
  },
  {
    name: 'transition tour, state seen',
    choice: { criterion: 'transitions', limits: one },
    view: withState,
  },
];

/** Wrong implementations, each with what its states show: a copy shows what its original shows. */
function wrong(model: Fsm, make: (below: Below) => Fsm, below: Below): Fsm[] {
  const found: Fsm[] = [];
  while (found.length < mutants) {
    const made = make(below);
    if (!conforms(model, made)) found.push(made);
  }
  return found;
}

/** A state that was copied shows what the copied one shows: found by where its transitions lead. */
function shows(model: Fsm, made: Fsm): (state: number) => number {
  if (made.states === model.states) return (state) => state;
  const { inputs } = model;
  const same = (state: number) =>
    Array.from({ length: inputs }, (_, input) => input).filter(
      (input) => made.next[model.states * inputs + input] === model.next[state * inputs + input],
    ).length;
  const all = Array.from({ length: model.states }, (_, state) => state);
  const original = all.reduce((best, state) => (same(state) > same(best) ? state : best));
  return (state) => (state < model.states ? state : original);
}

interface Measured {
  steps: number;
  resets: number;
  transfer: number;
  extra: number;
}

function measure(shape: Shape): Measured[] {
  const sums = rows.map(() => ({ steps: 0, resets: 0, transfer: 0, extra: 0 }));
  for (let seed = 1; seed <= machines; seed++) {
    const model = randomFsm({ ...shape, seed });
    const below = randomBelow(seed);
    const transfer = wrong(model, (random) => transferFault(model, random), below);
    const extra = wrong(model, (r) => extraStateFault(model, 1, shape.outputs, r), below);
    for (const [at, { choice, view = outputsOnly }] of rows.entries()) {
      const sum = sums[at] as Measured;
      const seen = view(model, (state) => state);
      const suite: Suite = suiteOf(withDenseOutputs(seen), choice);
      const killed = (all: readonly Fsm[]) =>
        all.filter((made) => !passes(seen, view(made, shows(model, made)), suite)).length;
      sum.steps += suite.reduce((total, word) => total + word.length, 0);
      sum.resets += suite.length;
      sum.transfer += killed(transfer);
      sum.extra += killed(extra);
    }
  }
  return sums;
}

function withDenseOutputs(fsm: Fsm): Fsm {
  const numbers = new Map([...new Set(fsm.output)].map((output, number) => [output, number]));
  return { ...fsm, output: fsm.output.map((output) => numbers.get(output) as number) };
}

function table(shape: Shape): string {
  const { states, inputs, outputs, sameAnswers } = shape;
  const measured = measure(shape);
  const stepsOf = (name: string) =>
    measured[rows.findIndex((row) => row.name === name)]?.steps as number;
  const mean = (sum: number) => Math.round(sum / machines).toLocaleString('en-US');
  const share = (count: number) => {
    const percent = (100 * count) / (machines * mutants);
    return `${percent === 100 || percent === 0 ? percent : percent.toFixed(1)} %`;
  };
  const head =
    `${states} states, ${inputs} inputs, ${outputs} outputs` +
    (sameAnswers === undefined ? '' : `, ${sameAnswers} % of the answers the same`);
  const body = rows.map(({ name, choice }, at) => {
    const { steps: length, resets, transfer, extra } = measured[at] as Measured;
    const against = stepsOf(`W, k = ${choice.extraStates ?? 0}`);
    const ratio = `${Math.round((100 * length) / against)} %`;
    return `| ${name} | ${mean(length)} | ${mean(resets)} | ${ratio} | ${share(transfer)} | ${share(extra)} |`;
  });
  return [
    `**${head}**`,
    '',
    '| suite | steps | resets | length against W of the same k | transfer faults found | extra-state faults found |',
    '|---|---|---|---|---|---|',
    ...body,
  ].join('\n');
}

const shapes: readonly Shape[] = [
  { states: 30, inputs: 6, outputs: 6 },
  { states: 30, inputs: 6, outputs: 6, sameAnswers: 85 },
  { states: 30, inputs: 4, outputs: 2 },
];
const begin = '<!-- measured: begin, written by test/conformance/test-methods.ts -->';
const end = '<!-- measured: end -->';
const text = [
  `Means of ${machines} machines (seeds 1 to ${machines}), ${mutants} wrong implementations of each kind for each.`,
  ...shapes.map(table),
].join('\n\n');
process.stdout.write(`${text}\n`);
const page = readFileSync(values.page, 'utf8');
const [from, to] = [page.indexOf(begin), page.indexOf(end)];
if (from < 0 || to < from) throw new Error(`${values.page} has no place for the tables`);
writeFileSync(values.page, `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`);
