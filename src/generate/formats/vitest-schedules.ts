/**
 * A suite of a whole system as a test file for vitest: one line for each delivery of a schedule, with the whole
 * message. What is sent is checked where it is delivered; what is left at the end, there.
 */
import type { Envelope, Message } from '../../system/index.ts';
import type { Suite, Test, TestStep } from '../suite.ts';
import { constantNames } from './constant-names.ts';
import type { Imported } from './imports.ts';
import { Imports } from './imports.ts';
import {
  blockComment,
  callOf,
  flatOf,
  lineWidth,
  Source,
  sourceOf,
  stringOf,
} from './source-text.ts';
import { coverageWords } from './words.ts';

export interface ScheduleFileOptions {
  /** The system, or the function that makes it. */
  readonly system: Imported;
  /** Machines in place of those that the function would take, by part: the last of its arguments gets them. */
  readonly machines?: Readonly<Record<string, Imported>>;
  /** What made the file: the command line, and the program with its version. */
  readonly command: string;
  readonly program: string;
}

const fixed = ['test', 'scheduled', 'system', 'run'] as const;
/** Shorter ones are as easy to read where they are. */
const longInline = 36;

export function schedulesText(suite: Suite, options: ScheduleFileOptions): string {
  const { system, machines = {} } = options;
  const taken = new Set<string>([...fixed]);
  if (system.exported === 'system') taken.delete('system');
  const imports = new Imports([system, ...Object.values(machines)], taken, suite.subject.name);
  const lifted = liftedMessages(suite);
  const names = constantNames(lifted, taken);
  const constants = new Map(lifted.map((message, n) => [flatOf(message), names[n] ?? '']));
  const parts = [
    header(suite, options),
    imports.text([
      { from: 'sriov-sim/execute', exported: 'scheduled' },
      { from: 'vitest', exported: 'test' },
    ]),
    ...systemLines(imports, options),
    ...(lifted.length === 0 ? [] : [constantLines(lifted, constants)]),
    ...suite.tests.map((test) => testText(test, suite, constants)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function header(suite: Suite, { command, program }: ScheduleFileOptions): string {
  const { claim, assumptions, subject, truncated, stoppedBecause } = suite;
  return blockComment([
    `Schedules of ${subject.name}, made from its statecharts by ${program}:`,
    command,
    '',
    claim,
    ...assumptions,
    '',
    `Covered: ${coverageWords(suite)}.`,
    ...(truncated ? [`Cut short: ${stoppedBecause}.`] : []),
  ]);
}

function systemLines(imports: Imports, { system, machines = {} }: ScheduleFileOptions): string[] {
  const local = imports.local(system);
  if (system.call === undefined) return local === 'system' ? [] : [`const system = ${local};`];
  const parts = Object.entries(machines).map(([part, each]) => [
    part,
    new Source(imports.local(each)),
  ]);
  const [last, ...first] = [...system.call].reverse();
  const options = {
    ...(last as object),
    ...Object.fromEntries([['machines', Object.fromEntries(parts)]]),
  };
  const args = parts.length === 0 ? system.call : [...first.reverse(), options];
  return [`const system = ${callOf(local, args, 0)};`];
}

function constantLines(lifted: readonly Message[], constants: ReadonlyMap<string, string>): string {
  return lifted
    .map((message) => {
      const head = `const ${constants.get(flatOf(message))} = `;
      return `${head}${sourceOf(message, 0, head.length, 1)};`;
    })
    .join('\n');
}

function testText(
  { name, steps }: Test,
  suite: Suite,
  constants: ReadonlyMap<string, string>,
): string {
  const message = (of: Envelope): unknown => {
    const bare = bareOf(of);
    const constant = constants.get(flatOf(bare));
    return constant === undefined ? bare : new Source(constant);
  };
  const left = leftOf(suite.subject.initial, steps);
  const end =
    left.length === 0
      ? 'run.endsAtRest();'
      : `${callOf(
          'run.leaves',
          left.map((each) => [each.from, each.to, message(each)]),
          2,
        )};`;
  const body = [
    'const run = scheduled(system);',
    ...steps.flatMap((step) => stepLines(step, message)),
    end,
  ]
    .map((line) => `  ${line}\n`)
    .join('');
  return `test(${stringOf(name)}, () => {\n${body}});`;
}

function stepLines(
  { stimulus, shows }: TestStep,
  message: (of: Envelope) => unknown,
): readonly string[] {
  const { from, to } = stimulus;
  const call =
    from === 'timer'
      ? callOf('run.timerFires', [to, stimulus.message.type], 2)
      : callOf('run.delivers', [from, to, message(stimulus)], 2);
  const chain = shows === undefined ? '' : `.isIn(${stringOf(shows)})`;
  const fits = call.length + chain.length + 3 <= lineWidth && !call.includes('\n');
  if (chain === '' || fits) return [`${call}${chain};`];
  return [`${call};`, `run${chain};`];
}

/** What has been sent and is delivered nowhere in the test. */
function leftOf(initial: readonly Envelope[], steps: readonly TestStep[]): readonly Envelope[] {
  const left: Envelope[] = [...initial];
  for (const { stimulus, expect } of steps) {
    const at = left.findIndex(({ from, to }) => from === stimulus.from && to === stimulus.to);
    if (at >= 0) left.splice(at, 1);
    left.push(...expect);
  }
  return left;
}

/** Messages that come more than once and are too long to be read each time, in the order in which they come. */
function liftedMessages({ tests }: Suite): readonly Message[] {
  const found = new Map<string, { message: Message; count: number }>();
  for (const { stimulus } of tests.flatMap(({ steps }) => steps)) {
    if (stimulus.from === 'timer') continue;
    const message = bareOf(stimulus);
    const key = flatOf(message);
    const known = found.get(key);
    if (known === undefined) found.set(key, { message, count: 1 });
    else known.count += 1;
  }
  return [...found]
    .filter(([key, { count }]) => count > 1 && key.length > longInline)
    .map(([, { message }]) => message);
}

/** Without the sender, where the line says it. */
function bareOf({ from, message }: Envelope): Message {
  const { type, from: named, ...rest } = message;
  return named === undefined || named === from ? { type, ...rest } : { type, ...rest, from: named };
}
