/**
 * A PCI bus driver that has a device object for each VF, as bus drivers of other systems have. Ours has none: it
 * reports no VF in the parent partition. Z23, Z26 and Z28 are about such children, so they add them.
 */
import type { AnyStateMachine } from 'xstate';
import { assign } from 'xstate';
import { without } from '../../machines/common.ts';
import type { PciContext } from '../../machines/pci/context.ts';
import { pciBus } from '../../machines/pci-bus.ts';
import type { ActorSpec } from '../../src/system/index.ts';
import { varied } from './bench.ts';
import type { AnyMessage } from './bench-host.ts';
import { fromRest, stops } from './bench-host.ts';

export interface WithChildren extends PciContext {
  /** VFs whose device object is on the bus's list. */
  readonly children: readonly number[];
  /** VFs that VF Enable has switched on. */
  readonly switchedOn: readonly number[];
}
/** A work item: device objects that are to be taken off the list. */
export interface Removal extends AnyMessage {
  readonly found: readonly number[];
}
export type ChildArgs<E = AnyMessage> = { readonly context: WithChildren; readonly event: E };

/** VF Enable is being cleared. */
export const isDisable = ({ event }: ChildArgs) =>
  event.type === 'EnableVirtualization' && event.enableVirtualization === false;

const isOffList = (found: readonly number[], { children }: WithChildren) =>
  found.some((vf) => !children.includes(vf));

/** Takes device objects off the list; one that is not on it is unlinked for the second time. */
export function unlink(
  found: (given: ChildArgs) => readonly number[],
  when: (given: ChildArgs) => boolean = () => true,
  ...then: readonly unknown[]
): readonly object[] {
  return [
    {
      guard: (given: ChildArgs) => when(given) && isOffList(found(given), given.context),
      actions: stops(
        'a device object leaves the list of children once',
        'the device object of a VF was unlinked for the second time',
      ),
    },
    {
      guard: when,
      actions: [
        assign({
          children: (given: ChildArgs) =>
            without(given.context.children, (vf) => found(given).includes(vf)),
        } as never),
        ...then,
      ],
    },
  ];
}

/** The PCI bus driver with a region for its children, which takes these events. */
export function withChildren(on: Readonly<Record<string, unknown>>): AnyStateMachine {
  return varied(pciBus, {
    operating: (state) => ({
      ...state,
      states: {
        ...state.states,
        children: {
          initial: 'listed',
          states: {
            listed: {
              // Not at once: another region may leave its state on the same event.
              always: {
                guard: ({ context }: ChildArgs) => context.bugcheck !== null,
                target: '#pci.bugcheck',
              },
              on,
            },
          },
        },
      },
    }),
  });
}

/** Such a bus driver in the resting stack: VF 0 is on its list. */
export const pciFromRest = (machine: AnyStateMachine): ActorSpec =>
  fromRest('pci', { machine, context: () => ({ children: [0], switchedOn: [0], referenced: [] }) });
