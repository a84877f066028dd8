/**
 * A text for the Mazurkiewicz trace of a run: equal for runs that differ only in the order of deliveries at different
 * receivers. Such a trace is known by the deliveries at each receiver, in their order.
 */
export class TraceKey {
  readonly #sequences: number[][];

  constructor(actors: number) {
    this.#sequences = Array.from({ length: actors }, () => []);
  }

  /** `everywhere`: it depends on all that came before, as a timer does that fires when nothing else can move. */
  add(actor: number, envelope: number, everywhere: boolean): void {
    if (!everywhere) this.#sequences[actor]?.push(envelope);
    else for (const sequence of this.#sequences) sequence.push(-1 - envelope);
  }

  get text(): string {
    return this.#sequences.map((sequence) => sequence.join()).join(';');
  }
}
