/** Where the state itself is looked at, tests stay away from states that the model cannot name for certain. */
import type { Behaviour } from '../behaviour.ts';
import type { LeftOut } from '../suite.ts';

export function onlySure(behaviour: Behaviour): {
  readonly behaviour: Behaviour;
  readonly leftOut: readonly LeftOut[];
} {
  if (!behaviour.states.some(({ isUnsure }) => isUnsure)) return { behaviour, leftOut: [] };
  let count = 0;
  const states = behaviour.states.map((state) => {
    const unsure = new Set(
      state.moves.filter(({ to }) => behaviour.states[to]?.isUnsure).map(({ input }) => input),
    );
    const moves = state.moves.filter(({ input }) => !unsure.has(input));
    count += state.moves.length - moves.length;
    return { ...state, moves };
  });
  const leftOut = {
    what: 'transitions after which the subject may be in several states',
    why: 'the order inside decides, and what is sent does not tell; a test cannot say which state is right',
    count,
  };
  return { behaviour: { ...behaviour, states }, leftOut: [leftOut] };
}
