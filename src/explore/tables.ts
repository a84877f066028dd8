/** The tables of one exploration, made of a system and what must hold of it. */
import type { Envelope, MonitorProperty, StateProperty, SystemSpec } from '../system/index.ts';
import { usualTimers } from '../system/outside.ts';
import { ActorStates } from './actor-states.ts';
import { ActorTable } from './actor-table.ts';
import { Border } from './border.ts';
import { channelsOf } from './channels/index.ts';
import type { Inbox } from './inbox.ts';
import type { ExploreOptions } from './options.ts';
import { OwnMonitors } from './own-monitors.ts';
import { StateChecks } from './state-checks.ts';
import { Vocabulary } from './vocabulary.ts';
import { Watch } from './watch.ts';

export interface Tables {
  readonly vocabulary: Vocabulary;
  readonly actors: readonly ActorTable[];
  readonly watch: Watch;
  readonly own: OwnMonitors;
  readonly checks: StateChecks;
  readonly border: Border | undefined;
  /** Component ids of the initial state and, last, the state of the monitors; a fault where a machine fails at once. */
  readonly initial: readonly number[];
}

export function buildTables(system: SystemSpec, options: ExploreOptions): Tables {
  const ids = Object.keys(system.actors);
  if (ids.length === 0) throw new Error('a system without actors cannot be explored');
  const properties = options.properties ?? [];
  const isMonitor = (each: (typeof properties)[number]): each is MonitorProperty =>
    each.kind === 'monitor';
  const isState = (each: (typeof properties)[number]): each is StateProperty => !isMonitor(each);
  const vocabulary = new Vocabulary(ids);
  const monitors = properties.filter(isMonitor);
  const watch = new Watch(
    monitors.filter(({ each }) => each !== true),
    vocabulary,
  );
  const own = new OwnMonitors(
    monitors.filter(({ each }) => each === true),
    vocabulary,
  );
  const checks = new StateChecks(properties.filter(isState), ids);
  const rules = {
    unexpected: options.unexpected ?? 'violation',
    inspect: checks.local.bind(checks),
  } as const;
  const actors: ActorTable[] = [];
  const channels = channelsOf(options);
  const timed = { ...options, timers: options.timers ?? usualTimers(system) };
  const links = {
    vocabulary,
    channels,
    observation: watch.observation.bind(watch),
    table: (actor: number) => actors[actor] as ActorTable,
  };
  for (const [number, spec] of Object.values(system.actors).entries()) {
    const states = new ActorStates(number, spec, vocabulary, own, rules);
    actors.push(new ActorTable(number, states, timed, links));
  }
  const border = options.boundary === undefined ? undefined : new Border(options.boundary, ids);
  const initial = [...initialState(system, actors), 0];
  return { vocabulary, actors, watch, own, checks, border, initial };

  function initialState(spec: SystemSpec, tables: readonly ActorTable[]): number[] {
    const taken = tables.map((table) => table.states.initial());
    const first: Envelope[] = taken.flatMap(({ sent }, number) =>
      sent.map((each) => ({ from: ids[number] as string, ...each })),
    );
    const inboxes = channels.begin(
      tables.length,
      [...first, ...spec.initial].map(({ from, to, message }) => ({
        sender: vocabulary.name(from),
        receiver: vocabulary.receiver(to, from),
        message: vocabulary.message(message),
      })),
    );
    return tables.map((table, number) => {
      const { local } = taken[number] as { local: number };
      return local < 0 ? local : table.component(local, inboxes[number] as Inbox);
    });
  }
}
