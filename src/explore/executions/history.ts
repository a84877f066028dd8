/**
 * The execution that is being made: its steps, by place; and for each what happened before it, as a set of places.
 * Both are kept while executions have the same beginning.
 *
 * An occurrence happens before another one when it comes earlier and depends on it, or sent the message that the other
 * delivers, or happens before one that does. (Where deliveries at one receiver commute, a message may need more of them
 * than the one that sent it: then some of what happens before is not known, and nothing may rely on it being all.)
 */
import type { Dependence } from './dependence.ts';
import type { Occurrence, Step } from './occurrence.ts';

/** The sender is not known: it was in flight from the beginning, or may have been sent more than once. */
const nobody = -1;
const wordBits = 32;
const none: readonly number[] = [];

export class History {
  readonly steps: Step[] = [];
  /** The place of the step that sent what the step at each place takes; -1 where that is not known. */
  readonly #senders: number[] = [];
  readonly #dependence: Dependence;
  /** Where an actor's own steps are not all dependent on each other. */
  readonly #commuting: boolean;
  /** Whether a message that was sent is one that is taken later. */
  readonly #tellsSenders: boolean;
  /** Places of the steps: by actor, by what they share, those of idle timers. */
  readonly #atActor: number[][];
  readonly #sharing: number[][] = [];
  readonly #idle: number[] = [];
  /** By channel: the places from which was sent; and how many of what was sent are no longer in flight. */
  readonly #sent: number[][] = [];
  readonly #gone: number[] = [];
  /** In rows of words: bit n of row m says that the step at place n happened before that at place m, or is it. */
  #before = new Int32Array(256);
  #words = 2;

  /** `inFlight`: for each message in flight at the beginning its channel. */
  constructor(
    actors: number,
    dependence: Dependence,
    { commuting, tellsSenders }: { readonly commuting: boolean; readonly tellsSenders: boolean },
    inFlight: readonly number[],
  ) {
    this.#dependence = dependence;
    this.#commuting = commuting;
    this.#tellsSenders = tellsSenders;
    this.#atActor = Array.from({ length: actors }, () => []);
    for (const channel of inFlight) listed(this.#sent, channel).push(nobody);
  }

  get length(): number {
    return this.steps.length;
  }

  push(step: Step): void {
    const place = this.steps.length;
    this.#room(place);
    const { actor, shared, task, consumes, sends } = step;
    const sender = this.sender(step, 0);
    this.steps.push(step);
    this.#senders.push(sender);
    this.#follow(place, step, sender);
    (this.#atActor[actor] as number[]).push(place);
    for (const each of shared) listed(this.#sharing, each).push(place);
    if (step.isIdle) this.#idle.push(place);
    if (consumes) this.#gone[task] = (this.#gone[task] ?? 0) + 1;
    for (const channel of sends) listed(this.#sent, channel).push(place);
  }

  pop(): void {
    const { actor, shared, task, consumes, isIdle, sends } = this.steps.pop() as Step;
    this.#senders.pop();
    this.#atActor[actor]?.pop();
    for (const each of shared) this.#sharing[each]?.pop();
    if (isIdle) this.#idle.pop();
    if (consumes) this.#gone[task] = (this.#gone[task] as number) - 1;
    for (const channel of sends) this.#sent[channel]?.pop();
  }

  /** Finds again what happened before what: more depends on each other than did. */
  remake(): void {
    const steps = [...this.steps];
    for (const _ of steps) this.pop();
    for (const step of steps) this.push(step);
  }

  /** Where the message was sent that is at this place in its channel now. */
  sender({ isSpontaneous, task }: Occurrence, place: number): number {
    if (isSpontaneous || !this.#tellsSenders) return nobody;
    return this.#sent[task]?.[(this.#gone[task] ?? 0) + place] ?? nobody;
  }

  senderAt(place: number): number {
    return this.#senders[place] as number;
  }

  /** Whether the step at place `first` happened before that at `later`, or is it; never where `later` is nobody's. */
  isBefore(first: number, later: number): boolean {
    if (first > later) return false;
    const word = this.#before[later * this.#words + (first >> 5)] as number;
    return (word & (1 << (first & 31))) !== 0;
  }

  /** Places of the steps of an actor. */
  atActor(actor: number): readonly number[] {
    return this.#atActor[actor] as readonly number[];
  }

  /** Places of the steps that share it. */
  sharing(what: number): readonly number[] {
    return this.#sharing[what] ?? none;
  }

  get idle(): readonly number[] {
    return this.#idle;
  }

  /** Joins what happened before the step: all that it depends on, each with what happened before that. */
  #follow(place: number, step: Step, sender: number): void {
    const row = place * this.#words;
    this.#before.fill(0, row, row + this.#words);
    this.#before[row + (place >> 5)] = 1 << (place & 31);
    if (step.isIdle) {
      for (let each = 0; each < place; each += 1) this.#join(place, each);
      return;
    }
    this.#join(place, sender);
    this.#join(place, this.#idle.at(-1) ?? nobody);
    for (const each of step.shared) this.#join(place, this.#sharing[each]?.at(-1) ?? nobody);
    const own = this.#atActor[step.actor] as readonly number[];
    if (!this.#commuting) this.#join(place, own.at(-1) ?? nobody);
    else {
      for (let n = own.length - 1; n >= 0; n -= 1) {
        const each = own[n] as number;
        if (this.isBefore(each, place)) continue;
        if (this.#dependence.dependent(this.steps[each] as Step, step)) this.#join(place, each);
      }
    }
  }

  #join(place: number, earlier: number): void {
    if (earlier < 0 || this.isBefore(earlier, place)) return;
    const [from, row] = [earlier * this.#words, place * this.#words];
    for (let word = 0; word <= earlier >> 5; word += 1) {
      this.#before[row + word] =
        (this.#before[row + word] as number) | (this.#before[from + word] as number);
    }
  }

  /** There is a row for the place, with a bit for itself. */
  #room(place: number): void {
    const words = this.#words;
    if (place < words * wordBits && (place + 1) * words <= this.#before.length) return;
    if (place >= words * wordBits) this.#words *= 2;
    const wider = new Int32Array(Math.max(this.#before.length * 2, (place + 1) * 2 * this.#words));
    for (let row = 0; row < place; row += 1) {
      wider.set(this.#before.subarray(row * words, (row + 1) * words), row * this.#words);
    }
    this.#before = wider;
  }
}

function listed(lists: number[][], at: number): number[] {
  let list = lists[at];
  if (list === undefined) {
    list = [];
    lists[at] = list;
  }
  return list;
}
