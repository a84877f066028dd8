/** From a scenario to the programs of its clients, for a given number of VFs and guests. */
import type { ClientStep } from '../../machines/client.ts';
import type { VpciVersionName } from '../../src/wdk/vpci-messages.ts';
import { guestOf, slotOf } from '../placement.ts';
import type { Refusal } from '../refusal-names.ts';
import type { ClientSpec } from '../topology.ts';
import { pathText, ScenarioInputError } from './problems.ts';
import type { Scenario, ScenarioClient } from './schema.ts';
import type { ScenarioStep } from './step-schema.ts';
import type { Place } from './verbs.ts';
import { requestOf } from './verbs.ts';

/** What a run was told about the topology; what is left out comes from the scenario. */
export interface StackChoice {
  readonly vfs?: number | undefined;
  readonly guests?: number | undefined;
  readonly vbd?: boolean | undefined;
  readonly switchCreation?: 'dynamic' | 'static' | undefined;
}

/** The part of the topology that a scenario and its user decide; the device and the machines come on top. */
export interface CompiledScenario {
  readonly vfs: number;
  readonly guests: number;
  readonly vbd: boolean;
  readonly switchCreation: 'dynamic' | 'static';
  readonly refused?: readonly Refusal[];
  readonly vpciVersion?: VpciVersionName;
  readonly clients: readonly ClientSpec[];
}

/**
 * The clients of `scenario` and the topology to run them in. Throws a {@link ScenarioInputError} when a step names a VF
 * that the run does not have.
 */
export function compileScenario(scenario: Scenario, choice: StackChoice = {}): CompiledScenario {
  const vfs = choice.vfs ?? scenario.stack.vfs ?? 1;
  const guests = choice.guests ?? Math.min(scenario.stack.guests ?? vfs, vfs);
  const vbd = choice.vbd ?? scenario.stack.vbd ?? true;
  checkSize(scenario, vfs);
  const { refused, vpciVersion } = scenario.stack;
  return {
    vfs,
    guests,
    vbd,
    switchCreation: choice.switchCreation ?? scenario.stack.switchCreation ?? 'dynamic',
    ...(refused === undefined ? {} : { refused }),
    ...(vpciVersion === undefined ? {} : { vpciVersion }),
    clients: scenario.clients.flatMap((client, index) =>
      copiesOf(client, vfs).map(({ id, vf }) => ({
        id,
        steps: client.steps.flatMap((step, number) => {
          checkVf(scenario, ['clients', index, 'steps', number, 'vf'], step, vfs);
          if ('at' in step && step.at === 'vbd' && !vbd) return [];
          return vfsOf(step, vf, vfs).flatMap((each) =>
            compileStep(scenario, step, placeOf(each, guests), vfs),
          );
        }),
      })),
    ),
  };
}

const placeOf = (vf: number, guests: number): Place => ({
  vf,
  guest: guestOf(vf, guests),
  slot: slotOf(vf, guests),
});

/** Most requests of all clients together: a file of a few lines can ask for millions. */
const maxRequests = 10_000;

function checkSize(scenario: Scenario, vfs: number): void {
  const count = scenario.clients.reduce((total, client) => {
    const perCopy = client.steps.reduce(
      (sum, step) => sum + ('vf' in step && step.vf === 'each' ? vfs : 1),
      0,
    );
    return total + perCopy * (client.each === undefined ? 1 : vfs);
  }, 0);
  if (count <= maxRequests) return;
  const text = `${count} requests with ${vfs} VFs: at most ${maxRequests} are possible`;
  throw new ScenarioInputError(`scenario '${scenario.name}'`, [{ path: 'clients', text }]);
}

/** The ids of a client's copies, and the VF of each. */
function copiesOf(client: ScenarioClient, vfs: number): readonly { id: string; vf?: number }[] {
  if (client.each === undefined) return [{ id: client.name }];
  return Array.from({ length: vfs }, (_, vf) => ({ id: `${client.name}.vf${vf}`, vf }));
}

/** For which VFs a step is done: once for each. */
function vfsOf(step: ScenarioStep, own: number | undefined, vfs: number): readonly number[] {
  const named = 'vf' in step ? step.vf : undefined;
  if (named === 'each') return Array.from({ length: vfs }, (_, vf) => vf);
  return [named ?? own ?? 0];
}

function compileStep(
  scenario: Scenario,
  step: ScenarioStep,
  place: Place,
  vfs: number,
): readonly ClientStep[] {
  const { to, message } = requestOf(step, place);
  const shared = {
    message: message as ClientStep['message'],
    wait: step.wait,
    ...(step.expect === undefined ? {} : { expect: [step.expect].flat() }),
  };
  if (step.do !== 'await-client') return [{ to, ...shared }];
  const awaited = scenario.clients.find((client) => client.name === step.client);
  return awaited === undefined
    ? []
    : copiesOf(awaited, vfs).map(({ id }) => ({ to: id, ...shared }));
}

function checkVf(
  scenario: Scenario,
  path: readonly PropertyKey[],
  step: ScenarioStep,
  vfs: number,
): void {
  const named = 'vf' in step ? step.vf : undefined;
  if (typeof named !== 'number' || named < vfs) return;
  const last = vfs === 1 ? 'the run has VF 0 only' : `the run has VFs 0 to ${vfs - 1}`;
  throw new ScenarioInputError(`scenario '${scenario.name}'`, [
    { path: pathText(path), text: `is ${named}: ${last}; use --vfs ${named + 1} or more` },
  ]);
}
