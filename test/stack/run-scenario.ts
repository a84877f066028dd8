/** Runs a scenario of the library on a stack, and holds the run against every property. */
import { builtinProfiles } from '../../actors/device/index.ts';
import { stackMayStayPending, stackProperties } from '../../actors/properties/index.ts';
import { compileScenario, libraryScenario } from '../../actors/scenario/index.ts';
import type { Stack, StackOptions } from '../../actors/topology.ts';
import { buildStack } from '../../actors/topology.ts';
import type { ClientResult } from '../../machines/client.ts';
import { stackConventions } from '../../machines/conventions.ts';
import { checkRun } from '../../src/trace/check.ts';
import { runToEnd } from '../../src/trace/live.ts';
import type { TraceStep } from '../../src/trace/trace.ts';

export interface Choice {
  readonly vfs: number;
  readonly guests?: number;
  readonly vbd: boolean;
  readonly switchCreation?: 'dynamic' | 'static';
  readonly seed?: number;
  readonly device?: StackOptions['device'];
}

/** The stack and clients of a library scenario. */
export function stackOf(name: string, choice: Choice): Stack {
  const device = choice.device ?? builtinProfiles['intel-82576']?.();
  if (device === undefined) throw new Error('the default profile is missing');
  const compiled = compileScenario(libraryScenario(name), {
    vfs: choice.vfs,
    vbd: choice.vbd,
    ...(choice.guests === undefined ? {} : { guests: choice.guests }),
    ...(choice.switchCreation === undefined ? {} : { switchCreation: choice.switchCreation }),
  });
  return buildStack({ ...compiled, device });
}

/** A finished run: how it ended, what was violated, and which clients did not get what they expected. */
export function runStack(stack: Stack, seed?: number) {
  const run = runToEnd(stack.spec, {
    conventions: stackConventions,
    ...(seed === undefined ? {} : { seed }),
  });
  const check = checkRun(stackProperties(stack), { mayStayPending: stackMayStayPending });
  for (const step of run.steps) check.observe(step, viewAt(run, step));
  const verdict = check.finish(run.end, run.view);
  const unfinished = stack.options.clients
    .map(({ id }) => id)
    .filter((id) => run.view[id]?.value !== 'finished');
  const unmet = stack.options.clients.flatMap(({ id }) =>
    ((run.view[id]?.context.results ?? []) as ClientResult[])
      .filter(({ expected }) => !expected)
      .map(({ step, status }) => `${id} step ${step + 1}: ${status}`),
  );
  return { ...run, verdict, unfinished, unmet };
}

function viewAt(run: { views: ReadonlyMap<number, object> }, { step }: TraceStep) {
  return run.views.get(step) as never;
}
