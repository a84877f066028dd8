/**
 * A user's file as a test subject: a machine, with or without `events` (or `stimuli`), `input` and `status` beside it;
 * or a whole `subject` or `system` of the user's own making.
 */
import { basename } from 'node:path';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { anyone } from '../execute/anyone.ts';
import { stateAndContext, statusOf } from '../execute/index.ts';
import type { LeftOut, OpenSubject, Stimulus } from '../generate/index.ts';
import { behaviourOf, closedBehaviour } from '../generate/index.ts';
import type { Message, SystemSpec, SystemView } from '../system/index.ts';
import { createStepper, isInvocationEvent, withInvocationsOutside } from '../system/index.ts';
import { UsageError } from './errors.ts';
import type { EventNeeds } from './generate-probe.ts';
import { probe, reasonInFull, startsActor, throwing } from './generate-probe.ts';
import type { Generated } from './generate-subject.ts';
import { machineOf } from './user-machine.ts';
import type { ModuleExports } from './user-module.ts';
import { loadUserModule } from './user-module.ts';

export async function userSubject(file: string, cwd: string): Promise<Generated> {
  const exports = await loadUserModule(file, cwd);
  if (exports.subject !== undefined) return ownSubject(exports.subject, file);
  if (exports.system !== undefined) return ownSystem(exports.system, file);
  return plainMachine(machineOf(exports, file, 'generate'), exports, file);
}

function ownSubject(value: unknown, file: string): Generated {
  const { name, actors } = (value ?? {}) as Partial<OpenSubject>;
  if (typeof name !== 'string' || typeof actors !== 'object') {
    throw new UsageError(
      `${file}: its export 'subject' has no name or no actors: it must be an OpenSubject`,
    );
  }
  const subject = value as OpenSubject;
  return {
    ...common(file, name),
    subject,
    explore: (limits) => behaviourOf(subject, limits),
    imports: { machines: {}, subject: { from: file, exported: 'subject' } },
    origin: { file, export: 'subject' },
  };
}

function ownSystem(value: unknown, file: string): Generated {
  const { actors, initial } = (value ?? {}) as Partial<SystemSpec>;
  if (typeof actors !== 'object' || !Array.isArray(initial)) {
    throw new UsageError(
      `${file}: its export 'system' has no actors or no list 'initial': it must be a SystemSpec`,
    );
  }
  const name = basename(file).replace(/\.[cm]?[jt]s$/, '');
  return {
    ...common(file, name),
    observes: 'outputs',
    system: value as SystemSpec,
    explore: (limits) => closedBehaviour(name, value as SystemSpec, limits),
    imports: { machines: {}, system: { from: file, exported: 'system' } },
    origin: { file, export: 'system' },
  };
}

function common(file: string, name: string) {
  return { name, files: [file], notes: [], leftOut: () => [], observes: 'status' } as const;
}

/** The machine alone says which events there are, and shows its state. */
function plainMachine(own: AnyStateMachine, exports: ModuleExports, file: string): Generated {
  const machine = withInvocationsOutside(own);
  const name = nameOf(machine, file);
  const { input, status } = exports;
  if (status !== undefined && typeof status !== 'function') {
    throw new UsageError(`${file}: its export 'status' must be a function of the snapshot`);
  }
  const ownStatus = status as ((snapshot: AnyMachineSnapshot) => string | undefined) | undefined;
  const spec = input === undefined ? { machine } : { machine, input };
  const start = started(spec.machine, input, file);
  const hasContext = Object.keys(start.context as object).length > 0;
  const { stimuli, notes, leftOut, doubt } = stimuliOf(name, spec, exports, file);
  const shown = ownStatus === undefined ? stateAndContext : statusOf(name, ownStatus);
  const showsAll = ownStatus === undefined && hasContext;
  const subject: OpenSubject = {
    name,
    actors: { [name]: spec },
    stimuli,
    ignoresUnexpected: true,
    ...(ownStatus !== undefined || showsAll ? { status: shown } : {}),
  };
  const exported = exports.default === undefined ? 'machine' : 'default';
  return {
    name,
    files: [file],
    subject,
    explore: (limits) => behaviourOf(subject, limits),
    notes,
    leftOut,
    ...(doubt === undefined ? {} : { doubt }),
    observes: ownStatus !== undefined || showsAll ? 'status' : 'state',
    imports: {
      machines: { [name]: { from: file, exported } },
      ignoresUnexpected: true,
      ...(ownStatus !== undefined
        ? { status: { from: file, exported: 'status' }, statusOf: name }
        : showsAll
          ? { status: { from: 'sriov-sim/execute', exported: 'stateAndContext' } }
          : {}),
    },
    origin: { file, export: exported },
  };
}

/** XState calls a machine without an id `(machine)`. */
function nameOf({ id }: AnyStateMachine, file: string): string {
  return id === '(machine)' ? basename(file).replace(/\..*$/, '') || 'machine' : id;
}

function started(machine: AnyStateMachine, input: unknown, file: string): AnyMachineSnapshot {
  try {
    const { snapshot } = createStepper('it', machine, anyone()).initial(input);
    if (snapshot.status === 'error') throw snapshot.error;
    return snapshot;
  } catch (error) {
    const hint =
      input === undefined ? '; if it needs an input, export it: export const input = ...' : '';
    throw new UsageError(`${file}: the machine cannot be started: ${reasonInFull(error)}${hint}`, {
      cause: error,
    });
  }
}

interface Stimuli {
  readonly stimuli: OpenSubject['stimuli'];
  readonly notes: readonly string[];
  leftOut(): readonly LeftOut[];
  readonly doubt?: string;
}

function stimuliOf(
  id: string,
  spec: OpenSubject['actors'][string],
  exports: ModuleExports,
  file: string,
): Stimuli {
  const { events, stimuli } = exports;
  if (events !== undefined && stimuli !== undefined) {
    throw new UsageError(`${file}: it exports both 'events' and 'stimuli': one of them is enough`);
  }
  const given = events ?? stimuli;
  const which = events === undefined ? 'stimuli' : 'events';
  if (given === undefined) return fromDefinition(id, spec, file);
  const checked = (list: unknown) => messagesOf(list, which, id, file);
  const list = typeof given === 'function' ? undefined : checked(given);
  const make = (view: SystemView) => list ?? checked((given as (of: unknown) => unknown)(view[id]));
  // What a user gives must be taken, but for what no test from outside can do.
  return { ...possible(id, spec, make, (why) => why === startsActor), notes: [] };
}

/** The stimuli without those at which the machine throws something that `isLeftOut`. */
function possible(
  id: string,
  spec: OpenSubject['actors'][string],
  make: (view: SystemView) => readonly Stimulus[],
  isLeftOut: (why: string) => boolean,
): Pick<Stimuli, 'stimuli' | 'leftOut'> {
  const thrown = throwing(id, spec);
  const left = new Map<string, { what: string; why: string; count: number }>();
  const stimuli = (view: SystemView) =>
    make(view).filter(({ message }) => {
      const why = thrown(view[id] as AnyMachineSnapshot, message);
      if (why === undefined || !isLeftOut(why)) return true;
      const what = `event '${message.type}'`;
      const known = left.get(`${what} ${why}`) ?? { what, why, count: 0 };
      known.count += 1;
      left.set(`${what} ${why}`, known);
      return false;
    });
  return {
    stimuli,
    leftOut: () =>
      [...left.values()].map((each) => ({
        ...each,
        why: each.why === startsActor ? each.why : `the machine throws: ${each.why}`,
      })),
  };
}

/** Messages, or envelopes where it matters who sends them. */
function messagesOf(value: unknown, which: string, id: string, file: string): readonly Stimulus[] {
  if (!Array.isArray(value)) {
    throw new UsageError(
      `${file}: '${which}' must be a list of events, or a function that gives one`,
    );
  }
  return value.map((each: unknown, n): Stimulus => {
    const { message, type, from, goals } = (each ?? {}) as Partial<Stimulus & Message>;
    const inner = message ?? (each as Message);
    if (typeof (message === undefined ? type : message.type) !== 'string') {
      throw new UsageError(`${file}: '${which}' number ${n + 1} has no 'type'`);
    }
    const sender = message === undefined ? inner.from : from;
    return {
      from: sender ?? 'environment',
      to: id,
      message: inner,
      ...(goals === undefined ? {} : { goals }),
    };
  });
}

/** The events that the machine names, without data; those that it cannot take so are left out where it cannot. */
function fromDefinition(id: string, spec: OpenSubject['actors'][string], file: string): Stimuli {
  const known: readonly string[] = spec.machine.events;
  const types = known.filter(
    (type) => !type.includes('*') && (!type.startsWith('xstate.') || isInvocationEvent(type)),
  );
  const open = known.filter((type) => type.includes('*'));
  if (types.length === 0) {
    throw new UsageError(
      `${file}: the machine names no event${open.length > 0 ? ` (${open.join(', ')} could be any)` : ''}: ` +
        "export the events: export const events = [{ type: 'GO' }]",
    );
  }
  const needs = probe(id, spec, types);
  const all = types.map((type): Stimulus => ({ from: 'environment', to: id, message: { type } }));
  const { stimuli, leftOut } = possible(
    id,
    spec,
    () => all,
    () => true,
  );
  const names = needs.map(({ type }) => type).join(', ');
  return {
    ...(needs.length === 0 ? {} : { doubt: `events with data may lead there (${names})` }),
    stimuli,
    notes: needs.length === 0 ? [] : notesOf(needs, file),
    leftOut: () => [
      ...needs.flatMap(({ type, reads }) => {
        if (reads.length === 0) return [];
        const why = `it is read (${reads.join(', ')}), and none was given: export events`;
        return [{ what: `data of event '${type}'`, why, count: 1 }];
      }),
      ...leftOut(),
      ...open.map((type) => ({
        what: `events that only '${type}' takes`,
        why: 'the machine does not name them: export events',
        count: 1,
      })),
    ],
  };
}

function notesOf(needs: readonly EventNeeds[], file: string): readonly string[] {
  const lines = needs.map(({ type, reads, threw }) => {
    const fields =
      reads.length === 0 ? '' : ` reads ${reads.map((each) => `event.${each}`).join(', ')}`;
    const error =
      threw === undefined ? '' : `${fields === '' ? '' : ','} throws without it: ${threw}`;
    return `  ${type}:${fields}${error}`;
  });
  const [{ type, reads } = { type: 'GO', reads: [] }] = needs;
  const data = (reads.length === 0 ? ['amount'] : reads).map((each) => `${each}: 1`).join(', ');
  return [
    `${file}: these events seem to need data, and were given none:`,
    ...lines,
    `  to give it, export the events beside the machine: export const events = [{ type: '${type}', ${data} }, ...]`,
  ];
}
