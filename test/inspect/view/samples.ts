/** Documents of real runs, for tests of the viewer: live runs of the stack, and bugs of the zoo with explanations. */
import { checkScenario, libraryScenario } from '../../../actors/scenario/index.ts';
import { stackEngine } from '../../../src/cli/stack-engine.ts';
import type { StackFlags } from '../../../src/cli/stack-options.ts';
import { stackInput } from '../../../src/cli/stack-options.ts';
import { explain } from '../../../src/explain/index.ts';
import { explore } from '../../../src/explore/index.ts';
import type { DocumentInput } from '../../../src/inspect/view/document.ts';
import type { ViewSystem } from '../../../src/inspect/view/system.ts';
import type { Envelope } from '../../../src/system/index.ts';
import { runToEnd } from '../../../src/trace/live.ts';
import { zooEntries } from '../../zoo/index.ts';

/** A run of a built-in scenario, in the order of sending. */
export function scenarioRun(
  name: string,
  flags: Partial<StackFlags> = {},
  seed?: number,
): Promise<DocumentInput> {
  return stackRun(libraryScenario(name), flags, seed);
}

/** Sixteen VFs that write and read blocks again and again: some ten thousand steps. */
export function longRun(vfs = 16, requests = 38): Promise<DocumentInput> {
  const block = (n: number) => ({ block: 1 + (n % 3), bytes: 16, way: 'ioctl' });
  const steps = Array.from({ length: requests }, (_, n) =>
    n % 2 === 0
      ? { do: 'write-block', ...block(n), content: 'a' }
      : { do: 'read-block', ...block(n - 1) },
  );
  const scenario = checkScenario(
    {
      name: 'long',
      title: 'Configuration blocks, again and again.',
      clients: [
        {
          name: 'administrator',
          steps: [{ do: 'start-pf' }, { do: 'assign-vf', vf: 'each' }],
        },
        { name: 'application', each: 'vf', steps: [{ do: 'await-vf' }, ...steps] },
      ],
    },
    'the long scenario',
  );
  return stackRun(scenario, { vfs, device: 'intel-e810' });
}

async function stackRun(
  scenario: Parameters<typeof stackInput>[0],
  flags: Partial<StackFlags>,
  seed?: number,
): Promise<DocumentInput> {
  const input = await stackInput(scenario, { device: 'intel-82576', ...flags }, process.cwd());
  const { spec, lanes, properties, conventions, describe } = stackEngine(input);
  const system: ViewSystem = {
    spec,
    lanes,
    properties,
    ...(conventions === undefined ? {} : { conventions }),
    ...(describe === undefined ? {} : { describe }),
  };
  const { steps } = runToEnd(spec, seed === undefined ? {} : { seed });
  const schedule = steps.map(({ from, to, message }): Envelope => ({ from, to, message }));
  return { system, heading: `${scenario.name}: ${scenario.title}`, schedule };
}

/** A bug of the zoo: the shortest schedule, why, and the passing one. */
export function zooBug(id: string): DocumentInput {
  const entry = zooEntries.find((each) => each.id === id);
  if (entry === undefined) throw new Error(`there is no ${id} in the zoo`);
  const { lanes, conventions, timers = 'idle', ...broken } = entry.broken();
  const { properties, spec } = broken;
  const known = conventions === undefined ? {} : { conventions };
  const found = explore(spec, { properties, timers, reduction: 'none' });
  if (found.verdict !== 'violated') throw new Error(`${id} is not found`);
  const explanation = explain(spec, { properties, timers, ...known }, found.schedule);
  const system = { ...broken, lanes: lanes ?? [], ...known, rules: { timers } };
  return { system, heading: entry.title, schedule: found.schedule, explanation };
}
