/**
 * The alternating bit protocol over two queues that lose what they like, in the steps of `AlternatingBit` of Lamport's
 * "Specifying Systems" (2002; tlaplus/Examples, manifest of 0e018bc: 240 distinct states for two values and at most two
 * messages in each queue). Both queues grow without an end: there is a state constraint. Whatever is lost, and be it in
 * the middle: so it is one machine.
 */
import type { Specification, Step } from './labelled-steps.ts';

export interface Protocol {
  /** Bit and value of each message, and the bits that acknowledge, first come first. */
  readonly messages: readonly (readonly [bit: number, value: number])[];
  readonly acknowledged: readonly number[];
  /** What the sender has sent and seen acknowledged, and what the receiver has received. */
  readonly sender: readonly [bit: number, acknowledged: number, value: number];
  readonly receiver: readonly [bit: number, value: number];
}

const values = [0, 1];

export function alternatingBit(): Specification<Protocol> {
  const initial = [0, 1].flatMap((bit) =>
    values.flatMap((sent) =>
      values.map((received): Protocol => {
        const [sender, receiver] = [[bit, bit, sent] as const, [bit, received] as const];
        return { messages: [], acknowledged: [], sender, receiver };
      }),
    ),
  );
  const steps = (now: Protocol): readonly Step<Protocol>[] => {
    const { messages, acknowledged, receiver } = now;
    const [bit, seen, value] = now.sender;
    const send = (label: string, sent: readonly [number, number]): Step<Protocol> => {
      return [label, { ...now, sender: [sent[0], seen, sent[1]], messages: [...messages, sent] }];
    };
    const sending =
      seen === bit
        ? values.map((each) => send(`send ${each}`, [1 - bit, each]))
        : [send('send again', [bit, value])];
    const [message, ...others] = messages;
    const [answer, ...rest] = acknowledged;
    return [
      ...sending,
      ['acknowledge', { ...now, acknowledged: [...acknowledged, receiver[0]] }],
      ...(message === undefined
        ? []
        : [['receive', { ...now, receiver: message, messages: others }] as const]),
      ...(answer === undefined
        ? []
        : [['hear', { ...now, sender: [bit, answer, value], acknowledged: rest }] as const]),
      ...messages.map((_, n): Step<Protocol> => {
        return [`lose message ${n}`, { ...now, messages: messages.toSpliced(n, 1) }];
      }),
      ...acknowledged.map((_, n): Step<Protocol> => {
        return [`lose answer ${n}`, { ...now, acknowledged: acknowledged.toSpliced(n, 1) }];
      }),
    ];
  };
  return { initial, steps };
}

/** No message is on its way that an earlier one with the same bit could be taken for. */
export function isFresh({ messages, sender: [bit, , sent] }: Protocol): boolean {
  return messages.every(([own, value]) => own !== bit || value === sent);
}
