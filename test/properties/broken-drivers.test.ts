/** Drivers with one thing changed in their charts, explored in every order: what is found, in which scenario. */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import type { ReplaceableDriver } from '../../actors/topology.ts';
import { pciBus } from '../../machines/pci-bus.ts';
import { pfMiniport } from '../../machines/pf-miniport.ts';
import { vbd } from '../../machines/vbd.ts';
import { vfMiniport } from '../../machines/vf-miniport.ts';
import { trialOf } from '../mutation/chart/against-properties.ts';
import { messageMutants } from '../mutation/chart/message-mutants.ts';
import { chartMutants } from '../mutation/chart/mutants.ts';

interface Broken {
  readonly driver: ReplaceableDriver;
  readonly machine: AnyStateMachine;
  /** The transition, and what is done to it. */
  readonly place: string;
  readonly change: string;
  readonly scenario: string;
  readonly property: string;
}

const config = 'vfMiniport.operating.configAccess';
const drivers: readonly Broken[] = [
  {
    driver: 'vf',
    machine: vfMiniport,
    place: `${config}.waiting: NdisMGetBusData.return #0`,
    change: 'status changed',
    scenario: 'config-space',
    property: 'CarriedOut',
  },
  {
    driver: 'vf',
    machine: vfMiniport,
    place: `${config}.idle: ReadConfig #3`,
    change: 'status changed',
    scenario: 'refusals',
    property: 'CarriedOut',
  },
  {
    driver: 'vf',
    machine: vfMiniport,
    place: `${config}.idle: WriteConfig #0`,
    change: 'guard negated (isHalted)',
    scenario: 'config-space',
    property: 'ExpectedStatus',
  },
  {
    driver: 'pf',
    machine: pfMiniport,
    place: 'pf.operating.adapter.initialized.hardware.stuck: MiniportResetEx #1',
    change: 'transition dropped',
    scenario: 'restart',
    property: 'ResetEndsHang',
  },
  {
    driver: 'vbd',
    machine: vbd,
    place: 'vbd.operating.function.starting.forwarding: IoCompleteRequest #0',
    change: 'guard dropped (lowerSucceeded)',
    scenario: 'vf-start-refused',
    property: 'LowerDriverFirst',
  },
];

function mutant({ machine, place, change }: Broken): AnyStateMachine {
  const all = [...chartMutants(machine), ...messageMutants(machine, [place])];
  const found = all.find(({ id }) => id === `${place}: ${change}`);
  if (found === undefined) throw new Error(`there is no '${place}: ${change}'`);
  return found.make();
}

const { setVfEnable, writeNumVFs } = pciBus.implementations.actions as Record<string, never>;

/** Drivers that do one thing otherwise, in the way in which a user's would be given. */
const provided = [
  {
    driver: 'pci',
    what: 'VF Enable first, NumVFs afterwards',
    machine: pciBus.provide({ actions: { setVfEnable: writeNumVFs, writeNumVFs: setVfEnable } }),
    scenario: 'pf-bus-refusals',
    vbd: false,
    property: 'NumVfs',
  },
  {
    driver: 'pci',
    what: 'VF Enable is not set again after D3',
    machine: pciBus.provide({ guards: { wakesWithVfs: () => false } }),
    scenario: 'pf-power',
    vbd: false,
    property: 'VfAccess',
  },
  {
    driver: 'vf',
    what: 'it is paused and halted at once, whatever is under way',
    machine: vfMiniport.provide({ guards: { isDrained: () => true } }),
    scenario: 'teardown',
    vbd: true,
    property: 'NothingOutstandingAtHalt',
  },
] as const;

/** As if our own driver had left nothing to compare with. */
const baseline = (scenario: string, vbd: boolean) => ({
  scenario: { name: scenario, vbd },
  states: 0,
  nodes: new Set<string>(),
  transitions: new Set<string>(),
  print: '',
});

describe('a driver with one thing changed is found', () => {
  test.each(drivers)('$place: $change', (broken) => {
    const { driver, scenario, property } = broken;
    const { caught } = trialOf(driver, mutant(broken), [baseline(scenario, driver === 'vbd')]);
    expect(caught?.property).toBe(property);
  });

  test.each(provided)('$driver: $what', ({ driver, machine, scenario, vbd, property }) => {
    const { caught } = trialOf(driver, machine, [baseline(scenario, vbd)]);
    expect(caught?.property).toBe(property);
  });
});
