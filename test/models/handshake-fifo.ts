/**
 * A queue between two channels, on each of which a value is offered and then acknowledged: `InnerFIFO` of Lamport's
 * "Specifying Systems" (2002; tlaplus/Examples, manifest of 0e018bc: 3,864 distinct states). The queue has no end:
 * there is a state constraint.
 */
import type { Specification, Step } from './labelled-steps.ts';

/** The last value, and two bits that differ when it is offered and not acknowledged. */
type Channel = readonly [value: number, ready: number, acknowledged: number];

export interface Queue {
  readonly input: Channel;
  readonly output: Channel;
  readonly waiting: readonly number[];
}

const isFree = ([, ready, acknowledged]: Channel) => ready === acknowledged;
const offered = ([, ready, acknowledged]: Channel, value: number): Channel => [
  value,
  1 - ready,
  acknowledged,
];
const taken = ([value, ready]: Channel): Channel => [value, ready, ready];

export function handshakeFifo(messages: number): Specification<Queue> {
  const values = Array.from({ length: messages }, (_, n) => n);
  const channels = values.flatMap((value) => [0, 1].map((bit): Channel => [value, bit, bit]));
  const initial = channels.flatMap((input) =>
    channels.map((output): Queue => ({ input, output, waiting: [] })),
  );
  const steps = (now: Queue): readonly Step<Queue>[] => {
    const { input, output, waiting } = now;
    const [first, ...rest] = waiting;
    return [
      ...(isFree(input)
        ? values.map(
            (each): Step<Queue> => [`send ${each}`, { ...now, input: offered(input, each) }],
          )
        : [['enter', { ...now, input: taken(input), waiting: [...waiting, input[0]] }] as const]),
      ...(isFree(output)
        ? first === undefined
          ? []
          : [['leave', { ...now, output: offered(output, first), waiting: rest }] as const]
        : [['receive', { ...now, output: taken(output) }] as const]),
    ];
  };
  return { initial, steps };
}
