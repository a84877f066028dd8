/** Copies that were said to be interchangeable are not. */

export interface BrokenAt {
  /** Id of the actor, or name of the property. */
  readonly actor: string;
  /** The state that it is in, as text. */
  readonly state?: string;
  /** Type of the message that it takes there. */
  readonly message?: string;
}

/** Thrown when a renamed situation behaves differently: what is wrong, where, in one sentence. */
export class SymmetryBroken extends Error {
  readonly at: BrokenAt;

  constructor(at: BrokenAt, message: string) {
    super(message);
    this.name = 'SymmetryBroken';
    this.at = at;
  }
}
