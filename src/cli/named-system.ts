/**
 * What a command works on: the driver stack with a scenario, or a system of the user's own. How it is run, what is said
 * of it, and what a trace or a checkpoint must say so that it can be made again.
 */
import type { RealDevice } from '../../actors/device/qemu/index.ts';
import type { SystemOptions } from '../explore/index.ts';
import { checkUsage } from '../explore/index.ts';
import type { RunHeader } from '../report/index.ts';
import { headerFacts, plainMessageText } from '../report/index.ts';
import { checkRun } from '../trace/check.ts';
import type { PendingRequest } from '../trace/trace.ts';
import { facts as deviceFacts } from './devices-command.ts';
import type { Engine, PreparedRun } from './engine.ts';
import { reasonOf, UsageError } from './errors.ts';
import { moduleHash } from './module-hash.ts';
import { runHeader } from './run-header.ts';
import type { StackInput } from './stack-options.ts';
import type { TraceSystem } from './trace-schema.ts';
import { blaming } from './user-machine.ts';
import type { UserSystem } from './user-system.ts';

export interface NamedSystem {
  readonly prepared: PreparedRun;
  /** What it is called: a scenario's name, or a file. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** What is said before it is run, as pairs of label and text; with the order of messages where that is said. */
  facts(order: Pick<RunHeader, 'seed' | 'order'>): readonly (readonly [string, string])[];
  /** What a JSON document says of it. */
  readonly json: object;
  /** What a trace and a checkpoint say of it. */
  readonly described: TraceSystem;
  /** How it behaves, as far as the command line does not say otherwise. */
  readonly rules: SystemOptions;
  /** Does the work; what is wrong in a file of the user's is told with its name. */
  blaming<T>(work: () => T): T;
  /** The device itself, where it is none of ours. */
  readonly real?: RealDevice;
}

/** `described`: see `stackDescribed`. */
export function stackSystem(
  input: StackInput,
  described: TraceSystem,
  engine: Engine,
): NamedSystem {
  const { scenario, device, replacements, real } = input;
  const prepared = engine(input);
  return {
    prepared,
    name: scenario.name,
    title: scenario.title,
    facts: (order) => headerFacts(runHeader(input, order)),
    get json() {
      const { device: words, ...run } = runHeader(input, {});
      return { run, device: { words, ...deviceFacts(device) } };
    },
    described,
    rules: {
      timers: 'idle',
      ...(prepared.symmetry === undefined ? {} : { symmetry: prepared.symmetry }),
    },
    blaming: (work) => blaming(replacements, work),
    ...(real === undefined ? {} : { real }),
  };
}

/**
 * Throws a {@link UsageError} for what is no system. `rules`: those under which a run is judged; absent: its own.
 */
export function ownSystem(
  own: UserSystem,
  cwd: string,
  rules: SystemOptions = own.options,
): NamedSystem {
  const { file, system, properties, options, title, describe, conventions } = own;
  blamingFile(file, () => checkUsage(system, { ...options, properties }));
  const ids = Object.keys(system.actors);
  const names = properties.map(({ name }) => name);
  const { symmetry, boundary, ...others } = options;
  const given = boundary === undefined ? others : { ...others, boundary: boundary.name };
  const ruleWords = Object.entries(given).map(([name, value]) => `${name} ${value}`);
  return {
    prepared: {
      spec: system,
      lanes: ids.map((id) => ({ id, label: id, partition: 'parent' })),
      check: checkRun(properties, {
        mayStayPending: wasDelivered,
        deadlock: rules.deadlock === true,
      }),
      words: plainMessageText,
      properties,
      ...(describe === undefined ? {} : { describe }),
      ...(conventions === undefined ? {} : { conventions }),
    },
    name: file,
    title: title ?? `a system of ${ids.length} ${ids.length === 1 ? 'actor' : 'actors'}`,
    facts: ({ order }) => [
      ['system', title === undefined ? file : `${file}: ${title}`],
      ['actors', ids.join(', ')],
      ['must hold', names.length === 0 ? 'what needs no property' : names.join(', ')],
      ...(ruleWords.length === 0 ? [] : [['options', ruleWords.join(', ')] as const]),
      ...(order === undefined ? [] : [['order', order] as const]),
    ],
    json: {
      system: { file, ...(title === undefined ? {} : { title }), actors: ids, properties: names },
      options: given,
    },
    described: { module: { file, sha256: moduleHash(file, cwd) } },
    rules: options,
    blaming: (work) => blamingFile(file, work),
  };
}

/** What goes wrong in a system of the user's own is the user's to know. */
function blamingFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file}: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * As an exploration judges it: a request that was delivered may stay unanswered, since a name says little in a system
 * of any kind; a message that is put off for ever, which has no step, may not.
 */
function wasDelivered({ since }: PendingRequest): boolean {
  return since > 0;
}
