/** The real stack behind `run`. Loaded only when something is run: help and lists do not need all the machines. */
import { stackMayStayPending, stackProperties } from '../../actors/properties/index.ts';
import { buildStack } from '../../actors/topology.ts';
import { stackConventions } from '../../machines/conventions.ts';
import { checkRun } from '../trace/check.ts';
import type { Engine } from './engine.ts';

export const stackEngine: Engine = ({ compiled, device, replacements, readings }) => {
  const stack = buildStack({
    ...compiled,
    device,
    readings,
    replacements: Object.fromEntries(replacements.map(({ part, machine }) => [part, machine])),
  });
  return {
    spec: stack.spec,
    lanes: stack.lanes,
    check: checkRun(stackProperties(stack), { mayStayPending: stackMayStayPending }),
    conventions: stackConventions,
  };
};
