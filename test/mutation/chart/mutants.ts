/**
 * Mutants of a statechart, made from the config of a machine that was built: what a designer could get wrong, rather
 * than what a typist could. Works on any XState machine; nothing is compiled or loaded again.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { createMachine, not } from 'xstate';
import type { ActionSite, Candidate, StateConfig, TransitionSite } from './sites.ts';
import { changedAt, listOf, sitesOf, withCandidate } from './sites.ts';

export type ChartMutation =
  | 'guard dropped'
  | 'guard negated'
  | 'transition dropped'
  | 'target changed'
  | 'action dropped'
  | 'status changed'
  | 'message sent twice'
  | 'messages swapped'
  | 'answer never sent';

export interface ChartMutant {
  /** Unique among the mutants of a machine, such as `vbd.child: VbdCall #1: guard dropped`. */
  readonly id: string;
  readonly mutation: ChartMutation;
  /** Id of the state node that has the transition or the actions: where it is never active, nothing is changed. */
  readonly node: string;
  /** What is changed shows on this event only; absent where it may show on any. */
  readonly event?: string;
  /** What exactly, such as `isGone`. */
  readonly detail: string;
  readonly make: () => AnyStateMachine;
}

/** In the order of the chart; `status changed` is in {@link statusMutants}. */
export function chartMutants(machine: AnyStateMachine): readonly ChartMutant[] {
  const { transitions, actions } = sitesOf(machine);
  return [
    ...transitions.flatMap((site) => transitionMutants(machine, site)),
    ...actions.flatMap((site) => actionMutants(machine, site)),
  ];
}

function transitionMutants(machine: AnyStateMachine, site: TransitionSite): ChartMutant[] {
  const { candidate } = site;
  const { guard, ...unguarded } = candidate;
  const mutant = (
    mutation: ChartMutation,
    detail: string,
    changed: Candidate | undefined,
  ): ChartMutant => ({
    id: `${placeOf(site)}: ${mutation}${detail === '' ? '' : ` (${detail})`}`,
    mutation,
    node: site.node.id,
    ...(site.slot === 'on' && !site.key.includes('*') ? { event: site.key } : {}),
    detail,
    make: () => rebuilt(machine, (config) => withCandidate(config, site, changed)),
  });
  const mutants: ChartMutant[] = [];
  if (guard !== undefined) {
    const name = nameOf(guard);
    mutants.push(mutant('guard dropped', name, unguarded));
    mutants.push(mutant('guard negated', name, { ...candidate, guard: not(guard as never) }));
  }
  mutants.push(mutant('transition dropped', '', undefined));
  const sibling = siblingOf(site);
  if (sibling !== undefined) {
    mutants.push(mutant('target changed', sibling, { ...candidate, target: `#${sibling}` }));
  }
  const actions = listOf(candidate.actions);
  for (const [at, action] of actions.entries()) {
    const rest = actions.filter((_, n) => n !== at);
    mutants.push(
      mutant('action dropped', numbered(actions, at, action), { ...candidate, actions: rest }),
    );
  }
  return mutants;
}

function actionMutants(machine: AnyStateMachine, site: ActionSite): ChartMutant[] {
  const { actions, slot, path, node } = site;
  return actions.map((action, at) => {
    const detail = numbered(actions, at, action);
    const rest = actions.filter((_, n) => n !== at);
    return {
      id: `${node.id}: ${slot}: action dropped (${detail})`,
      mutation: 'action dropped',
      node: node.id,
      detail,
      make: () =>
        rebuilt(machine, (config) =>
          changedAt(config, path, (state) => ({ ...state, [slot]: rest })),
        ),
    };
  });
}

/** As in {@link takenTransitions}. */
function placeOf({ node, slot, key, index }: TransitionSite): string {
  return `${node.id}: ${slot === 'on' ? key : `${slot} ${key}`.trim()} #${index}`;
}

/** The next state beside the target, in the order of the chart; undefined where it has no sibling, or no target. */
function siblingOf({ node, slot, key, index }: TransitionSite): string | undefined {
  const target = definitions(node, slot, key)?.[index]?.target?.[0];
  const siblings = Object.values((target?.parent?.states ?? {}) as Record<string, AnyStateNode>);
  if (target === undefined || target.parent?.type === 'parallel' || siblings.length < 2) return;
  const next = siblings[(siblings.indexOf(target) + 1) % siblings.length];
  return next?.id;
}

function definitions(node: AnyStateNode, slot: TransitionSite['slot'], key: string) {
  if (slot === 'always') return node.always;
  if (slot === 'on') return node.transitions.get(key);
  if (slot === 'onDone') return node.transitions.get(`xstate.done.state.${node.id}`);
  return node.transitions.get(`xstate.after.${key}.${node.id}`);
}

function rebuilt(
  machine: AnyStateMachine,
  change: (config: StateConfig) => StateConfig,
): AnyStateMachine {
  const config = change(machine.config as StateConfig);
  // A lost guard may leave eventless transitions that go round for ever.
  const options = { ...machine.config.options, maxIterations: mostMicrosteps };
  return createMachine({ ...config, options } as never).provide(machine.implementations as never);
}

const mostMicrosteps = 1000;

function numbered(all: readonly unknown[], at: number, one: unknown): string {
  const name = nameOf(one);
  const isAlone = all.every((each, n) => n === at || nameOf(each) !== name);
  return isAlone ? name : `${name} ${at + 1}`;
}

function nameOf(part: unknown): string {
  if (typeof part === 'string') return part;
  if (typeof part === 'function') return part.name || 'inline';
  const { type, params } = part as { readonly type?: unknown; readonly params?: unknown };
  const shown = typeof params === 'object' ? ` ${JSON.stringify(params)}` : '';
  return `${String(type ?? 'inline')}${shown}`;
}
