/**
 * A suite of a whole system as a test file for vitest: one line for each delivery of a schedule, with the whole
 * message. What is sent is checked where it is delivered; what is left at the end, there.
 */
import type { Envelope } from '../../system/index.ts';
import type { Suite, Test, TestStep } from '../suite.ts';
import type { Imported } from './imports.ts';
import { Imports } from './imports.ts';
import { LiftedMessages, withoutSender } from './lifted-messages.ts';
import { callOf, lineWidth, Source, stringOf } from './source-text.ts';
import { suiteComment } from './suite-comment.ts';

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

export function schedulesText(suite: Suite, options: ScheduleFileOptions): string {
  const { system, machines = {} } = options;
  const taken = new Set<string>([...fixed]);
  if (system.exported === 'system') taken.delete('system');
  const imports = new Imports([system, ...Object.values(machines)], taken, suite.subject.name);
  const stimuli = suite.tests.flatMap(({ steps }) => steps.map(({ stimulus }) => stimulus));
  const delivered = stimuli.filter(({ from }) => from !== 'timer');
  const messages = new LiftedMessages(
    delivered.map(({ message, from }) => withoutSender(message, from)),
    taken,
  );
  const parts = [
    suiteComment(suite, 'Schedules', 'statecharts', options),
    imports.text([
      { from: 'sriov-sim/execute', exported: 'scheduled' },
      { from: 'vitest', exported: 'test' },
    ]),
    ...systemLines(imports, options),
    ...messages.parts(),
    ...suite.tests.map((test) => testText(test, suite, messages)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function systemLines(imports: Imports, { system, machines = {} }: ScheduleFileOptions): string[] {
  const local = imports.local(system);
  if (system.call === undefined) return local === 'system' ? [] : [`const system = ${local};`];
  const parts = Object.entries(machines).map(([part, each]) => [
    part,
    new Source(imports.local(each)),
  ]);
  const options = { ...(system.call.at(-1) as object), machines: Object.fromEntries(parts) };
  const args = parts.length === 0 ? system.call : [...system.call.slice(0, -1), options];
  return [`const system = ${callOf(local, args, 0)};`];
}

function testText({ name, steps }: Test, suite: Suite, messages: LiftedMessages): string {
  const message = (of: Envelope) => messages.use(withoutSender(of.message, of.from));
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
