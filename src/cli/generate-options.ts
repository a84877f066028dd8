/** The options of `sriov-sim generate`, and what each may be. */
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { didYouMean } from '../../actors/scenario/index.ts';
import type {
  Criterion,
  GenerateOptions,
  Limits,
  Method,
  Observation,
  StoppedBecause,
} from '../generate/index.ts';
import { UsageError } from './errors.ts';
import { wholeNumber } from './numbers.ts';
import type { StackFlags } from './stack-options.ts';
import { addStackOptions } from './stack-options.ts';

export interface GenerateFlags extends StackFlags {
  readonly criteria?: readonly Criterion[];
  readonly method: Method;
  readonly extraStates?: number;
  readonly observe?: Observation;
  readonly withVbd?: boolean;
  readonly partition?: 'parent' | 'guest';
  readonly maxStates?: number;
  readonly maxSteps?: number;
  readonly maxTests?: number;
  readonly maxSeconds?: number;
  readonly maxDepth?: number;
  readonly format?: SuiteFormatName;
  readonly out?: string;
  readonly draw?: string;
  readonly json?: boolean;
  readonly color?: boolean;
}

/** What each criterion asks for; the order is that of the help. */
export const criteria: Readonly<Record<Criterion, string>> = {
  states: 'every state with its data',
  'state-nodes': 'every state of the statechart',
  configurations: 'every combination of states that are active at once',
  'event-types': 'every type of message that comes in',
  transitions: 'every stimulus in every state that takes it',
  'chart-transitions': 'every transition of the statechart',
  'transition-pairs': 'every two transitions in a row',
  statuses: 'everything that the subject can show',
  'request-status': 'every request with every status that may answer it',
  irql: 'every routine at its highest IRQL, and one above',
  boundaries: 'lengths, counts and ids at their bounds and beside them',
  requirements: 'every requirement that the statechart names (meta.requirements)',
  schedules: 'every two racing deliveries, in both orders',
};
export const criterionNames = Object.keys(criteria) as readonly Criterion[];

const methods: readonly Method[] = ['tour', 'w', 'wp', 'hsi', 'h'];
const observations: readonly Observation[] = ['outputs', 'status', 'state'];

export type SuiteFormatName = 'json' | 'vitest' | 'markdown' | 'c';
const formats: readonly SuiteFormatName[] = ['json', 'vitest', 'markdown', 'c'];

/** The option that raises each limit. */
export const limitOptions = {
  'max-states': '--max-states',
  'max-steps': '--max-steps',
  'max-tests': '--max-tests',
  'max-seconds': '--max-seconds',
  'max-depth': '--max-depth',
} as const satisfies Record<Exclude<StoppedBecause, 'complete'>, string>;

const most = 100_000_000;

export function addGenerateOptions(command: Command): Command {
  command
    .option(
      '--criteria <names>',
      `what the tests must cover, separated by commas: all, or ${criterionNames.join(', ')} (default: transitions; of a whole system: schedules)`,
      criteriaOf,
    )
    .addOption(
      new Option('--method <name>', 'walks that cover, or methods that also identify states')
        .choices(methods)
        .default('tour'),
    )
    .option(
      '--extra-states <k>',
      'for w, wp, hsi, h: how many states more an implementation may have',
      wholeNumber(0, 5),
    )
    .addOption(
      new Option('--observe <what>', 'what can be seen of an implementation').choices(observations),
    );
  return addStackOptions(command)
    .option('--with-vbd', 'pf, vf and others: with a virtual bus driver beside them')
    .addOption(new Option('--partition <which>', 'vbd: whose it is').choices(['parent', 'guest']))
    .option('--max-states <n>', 'most states of the subject (default: 20000)', wholeNumber(1, most))
    .option('--max-steps <n>', 'most steps of all tests (default: 200000)', wholeNumber(1, most))
    .option('--max-tests <n>', 'most tests', wholeNumber(1, most))
    .option('--max-seconds <s>', `longest time (default: ${longest})`, wholeNumber(1, most))
    .option('--max-depth <n>', 'most steps from the beginning to a state', wholeNumber(1, most))
    .addOption(new Option('--format <name>', 'as what; else by the name of --out').choices(formats))
    .option('--out <file>', 'write to this file, all of it or nothing; else to standard output')
    .option('--draw <file>', 'draw what is covered on the statechart, as SVG')
    .option('--json', 'one JSON document that tells what was made')
    .option('--no-color', 'no colours');
}

/** In seconds. What ends here depends on the machine; what ends before it does not. */
const longest = 300;

function criteriaOf(text: string): readonly Criterion[] {
  const names = text.split(',').map((name) => name.trim());
  const found = names.flatMap((name): readonly Criterion[] => {
    if (name === 'all') return criterionNames;
    const known = criterionNames.find((each) => each === name);
    if (known !== undefined) return [known];
    const hint = didYouMean(name, ['all', ...criterionNames]);
    throw new InvalidArgumentError(
      `'${name}' is no criterion${hint || '.'} There are all, ${criterionNames.join(', ')}.`,
    );
  });
  return [...new Set(found)];
}

export function generateOptions(flags: GenerateFlags): GenerateOptions {
  const { criteria: asked, method, extraStates, observe } = flags;
  if (extraStates !== undefined && method === 'tour') {
    throw new UsageError(
      '--extra-states is for --method w, wp, hsi and h: a tour has no such claim',
    );
  }
  return {
    ...(asked === undefined ? {} : { criteria: asked }),
    method,
    ...(extraStates === undefined ? {} : { extraStates }),
    ...(observe === undefined ? {} : { observes: observe }),
    limits: limitsOf(flags),
  };
}

export function limitsOf(flags: GenerateFlags): Limits {
  const { maxStates, maxSteps, maxTests, maxSeconds = longest, maxDepth } = flags;
  const all = { maxStates, maxSteps, maxTests, maxSeconds, maxDepth };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const endings: readonly (readonly [string, SuiteFormatName])[] = [
  ['.json', 'json'],
  ['.md', 'markdown'],
  ['.h', 'c'],
  ['.test.ts', 'vitest'],
  ['.test.js', 'vitest'],
  ['.test.mts', 'vitest'],
  ['.test.mjs', 'vitest'],
  ['.spec.ts', 'vitest'],
];

/** As what the suite is written; undefined: not at all. */
export function formatOf({ format, out, json }: GenerateFlags): SuiteFormatName | undefined {
  if (format !== undefined) {
    if (json === true && out === undefined) {
      throw new UsageError(
        `--json and --format ${format} both want standard output: add --out FILE`,
      );
    }
    return format;
  }
  if (out === undefined) return undefined;
  const byName = endings.find(([ending]) => out.endsWith(ending))?.[1];
  if (byName !== undefined) return byName;
  const known = endings.map(([ending]) => ending).join(', ');
  throw new UsageError(`--out ${out}: say --format ${formats.join(', ')}, or name it ${known}`);
}
