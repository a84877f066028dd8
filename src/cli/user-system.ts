/** A system of the user's own XState machines, in a file: its export `system`, and what else it says of it. */
import { nearest } from '../../actors/scenario/index.ts';
import type { SystemOptions } from '../explore/index.ts';
import type { Property, SystemSpec, SystemView } from '../system/index.ts';
import type { Conventions } from '../trace/pending.ts';
import { UsageError } from './errors.ts';
import { isMachine } from './user-machine.ts';
import type { ModuleExports } from './user-module.ts';
import { loadUserModule } from './user-module.ts';

/** What such a file exports, by the names of its exports. */
export interface UserSystem {
  readonly file: string;
  readonly system: SystemSpec;
  readonly properties: readonly Property[];
  readonly options: SystemOptions;
  /** What it is, in a few words. */
  readonly title?: string;
  /** What somebody holds in a situation, such as locks; one line each. */
  readonly describe?: (view: SystemView) => readonly string[];
  /** How requests and answers are told apart, for who waits for whom; absent: by name. */
  readonly conventions?: Conventions;
}

const legalOptions: Readonly<Record<keyof SystemOptions, true>> = {
  channels: true,
  lossy: true,
  duplicating: true,
  noOps: true,
  timers: true,
  unexpected: true,
  deadlock: true,
  symmetry: true,
  boundary: true,
};

/** The system in this file. Throws a {@link UsageError} that names the file and says what is wrong. */
export async function loadUserSystem(file: string, cwd: string): Promise<UserSystem> {
  return userSystemIn(await loadUserModule(file, cwd), file);
}

/** The same, of what the file exports. The explorer itself checks what is inside, once it begins. */
export function userSystemIn(exports: ModuleExports, file: string): UserSystem {
  if (exports.system === undefined) throw noSystem(exports, file);
  const { properties = [], options = {}, title, describe, conventions } = exports;
  const wrong = (name: string, what: string) =>
    new UsageError(`${file}: its export '${name}' must be ${what}, not ${kindOf(exports[name])}`);
  if (!Array.isArray(properties) || !properties.every(isPlainObject)) {
    throw wrong('properties', 'a list of properties');
  }
  if (!isPlainObject(options)) throw wrong('options', 'an object');
  if (title !== undefined && typeof title !== 'string') throw wrong('title', 'a text');
  if (describe !== undefined && typeof describe !== 'function') {
    throw wrong('describe', 'a function of the view that gives a list of texts');
  }
  if (conventions !== undefined && !isPlainObject(conventions)) {
    throw wrong('conventions', 'an object with isRequest, isAnswer and isPending');
  }
  for (const name of Object.keys(options)) checkOption(name, file);
  return {
    file,
    system: specOf(exports.system, file),
    properties: properties as unknown as readonly Property[],
    options,
    ...(title === undefined ? {} : { title }),
    ...(describe === undefined
      ? {}
      : { describe: describe as NonNullable<UserSystem['describe']> }),
    ...(conventions === undefined ? {} : { conventions: conventions as unknown as Conventions }),
  };
}

/** What to say of a file that exports neither a system nor a scenario. */
export function noSystem(exports: ModuleExports, file: string): UsageError {
  const { default: main } = exports;
  const names = Object.keys(exports);
  const legal = `export const system = { actors: { id: { machine } }, initial: [] }`;
  if (isPlainObject(main) && (main.system !== undefined || main.actors !== undefined)) {
    return new UsageError(`${file}: its default export has a system: export it by name, ${legal}`);
  }
  const found = isMachine(main)
    ? 'its default export is an XState machine'
    : `it exports ${names.join(', ') || 'nothing'}`;
  const close = nearest('system', names);
  const hint = close === undefined ? '' : `; did you mean 'system' by '${close}'?`;
  return new UsageError(
    `${file}: ${found}; legal are a system of your own, ${legal}, and a scenario as the default export${hint}`,
  );
}

function specOf(value: unknown, file: string): SystemSpec {
  const no = (why: string) =>
    new UsageError(
      `${file}: its export 'system' ${why}: it must be a SystemSpec, { actors: { id: { machine } }, initial: [] }`,
    );
  if (typeof value === 'function') throw no('is a function');
  if (isMachine(value)) throw no('is a machine');
  if (!isPlainObject(value)) throw no(`is ${kindOf(value)}`);
  if (!isPlainObject(value.actors) || Object.keys(value.actors).length === 0) {
    throw no('has no actors');
  }
  if (!Array.isArray(value.initial)) throw no("has no list 'initial' of messages");
  return value as unknown as SystemSpec;
}

function checkOption(name: string, file: string): void {
  if (Object.hasOwn(legalOptions, name)) return;
  const legal = Object.keys(legalOptions);
  const close = nearest(name, legal);
  const hint = close === undefined ? '' : `; did you mean '${close}'?`;
  const why =
    name === 'properties'
      ? 'the properties are an export of their own'
      : `legal are ${legal.join(', ')}, and on the command line how it is searched (explore --help)`;
  throw new UsageError(`${file}: its export 'options' has '${name}': ${why}${hint}`);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
