/** The real stack behind `run` and `explore`. Loaded only when it is needed: help and lists do without. */
import { stackHoldings } from '../../actors/holdings.ts';
import { stackMayStayPending, stackProperties } from '../../actors/properties/index.ts';
import { stackSymmetry } from '../../actors/symmetry.ts';
import { buildStack } from '../../actors/topology.ts';
import { stackConventions } from '../../machines/conventions.ts';
import { checkRun } from '../trace/check.ts';
import type { Engine } from './engine.ts';

export const stackEngine: Engine = ({ compiled, device, real, replacements, readings }) => {
  const stack = buildStack({
    ...compiled,
    device,
    ...(real === undefined ? {} : { registers: real.registers }),
    readings,
    replacements: Object.fromEntries(replacements.map(({ part, machine }) => [part, machine])),
  });
  const properties = stackProperties(stack);
  const symmetry = stackSymmetry(stack);
  return {
    spec: stack.spec,
    lanes: stack.lanes,
    check: checkRun(properties, { mayStayPending: stackMayStayPending }),
    properties,
    mayStayPending: stackMayStayPending,
    conventions: stackConventions,
    describe: stackHoldings,
    ...(symmetry === undefined ? {} : { symmetry }),
  };
};
