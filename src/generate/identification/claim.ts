/** What passing a suite of an identification method says, what that presumes, and what it does not say: in words. */
import type { LeftOut, StoppedBecause } from '../suite.ts';

export interface ClaimFacts {
  /** States of the model after minimisation. */
  readonly states: number;
  readonly isComplete: boolean;
  readonly inseparable: readonly (readonly [number, number])[];
  /** k of the suite that was built; undefined if none could be. */
  readonly built: number | undefined;
  readonly asked: number;
  /** What can be seen, such as `messages`. */
  readonly visible: string;
  readonly nameOf: (state: number) => string;
  readonly stoppedBecause: StoppedBecause;
  /** How much of a suite for k = 0 there is where not even that could be built. */
  readonly share: string;
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

export function claimOf(facts: ClaimFacts): string {
  const { built, states, visible } = facts;
  if (built === undefined)
    return `no claim about what it kills: ${facts.share}, cut short by ${facts.stoppedBecause}`;
  const more = built === 0 ? 'as many as the model' : `${built} more than the model`;
  const differs = facts.isComplete
    ? 'that differs from the model'
    : 'that differs from the model in anything that the model defines';
  const pairs = facts.inseparable.length;
  const unless =
    pairs === 0
      ? ''
      : `, unless it takes for one state two of the model's that cannot be told apart (${plural(pairs, 'pair')})`;
  return `kills every implementation with at most ${plural(states + built, 'state')} (${more}) ${differs}${unless}, given that its ${visible} can be seen`;
}

export function assumptionsOf({ isComplete, inseparable, states, built }: ClaimFacts): string[] {
  if (built === undefined) return [];
  const all = [
    'A reset brings the implementation back to its start, whatever was done before.',
    'The implementation is deterministic: in one state, one stimulus has one answer and one next state.',
    `The implementation has at most ${plural(states + built, 'state')} that the stimuli of the model can bring it to.`,
  ];
  if (!isComplete)
    all.push(
      'In each situation the implementation takes every stimulus that the model takes there; what it does with others is not asked.',
    );
  if (inseparable.length > 0)
    all.push(
      'Where the model is in two states that no common stimuli tell apart, the implementation is in two states too.',
    );
  return all;
}

const named = 8;

export function leftOutOf(facts: ClaimFacts): LeftOut[] {
  const { inseparable, built, asked, nameOf } = facts;
  const all: LeftOut[] = [];
  if (inseparable.length > 0) {
    const names = inseparable
      .slice(0, named)
      .map(([left, right]) => `${nameOf(left)} / ${nameOf(right)}`)
      .join(', ');
    const more = inseparable.length > named ? `, and ${inseparable.length - named} more` : '';
    all.push({
      what: `telling apart ${names}${more}`,
      why: 'no sequence that both states take is answered differently',
      count: inseparable.length,
    });
  }
  if (built === undefined)
    all.push({
      what: 'identification of the states',
      why: `${facts.stoppedBecause} was reached: ${facts.share}`,
      count: facts.states,
    });
  else if (built < asked)
    all.push({
      what: `tests for more than ${plural(built, 'extra state')}`,
      why: `${facts.stoppedBecause} was reached; ${plural(asked, 'extra state')} were asked for`,
      count: asked - built,
    });
  return all;
}
