/**
 * The H method's inner step: two nodes of the tests that must be told apart and are not yet. Of all ways to do that it
 * takes the one that makes the tests longer by least, using what either node is driven through already.
 */
import type { Model } from './model.ts';
import type { Separation } from './separation.ts';
import type { TestTree } from './test-tree.ts';

/** How far a way along existing tests may be longer than the shortest separating sequence. */
const maxDetour = 2;
const maxVisits = 2_000;

interface Way {
  word: readonly number[];
  cost: number;
}

export class Separator {
  readonly #model: Model;
  readonly #separation: Separation;
  readonly #tree: TestTree;
  #best: Way = { word: [], cost: 0 };
  #visits = 0;
  #longest = 0;

  constructor(model: Model, separation: Separation, tree: TestTree) {
    this.#model = model;
    this.#separation = separation;
    this.#tree = tree;
  }

  /** Makes the tests tell the nodes apart. Their states must be separable. */
  separate(left: number, right: number): void {
    const tree = this.#tree;
    const word = this.#separation.sequence(tree.state(left), tree.state(right));
    const cost = this.#cost(left, word.length) + this.#cost(right, word.length);
    this.#best = { word, cost };
    this.#visits = 0;
    this.#longest = word.length + maxDetour;
    this.#together(left, right, []);
    tree.add(left, this.#best.word);
    tree.add(right, this.#best.word);
  }

  /** Steps and resets that `inputs` more steps after a node cost. */
  #cost(node: number, inputs: number): number {
    if (inputs === 0) return 0;
    const tree = this.#tree;
    const isExtension = node !== tree.root && tree.firstChild(node) < 0;
    return isExtension ? inputs : tree.depth(node) + 1 + inputs;
  }

  #offer(word: readonly number[], cost: number): void {
    if (cost < this.#best.cost) this.#best = { word, cost };
  }

  /** Both nodes have been driven through the word. */
  #together(left: number, right: number, word: readonly number[]): void {
    const tree = this.#tree;
    const a = tree.state(left);
    const b = tree.state(right);
    if (word.length >= this.#longest || !this.#separation.canSeparate(a, b)) return;
    const rest = this.#separation.sequence(a, b);
    this.#offer([...word, ...rest], this.#cost(left, rest.length) + this.#cost(right, rest.length));
    for (let child = tree.firstChild(left); child >= 0; child = tree.sibling(child)) {
      const input = tree.input(child);
      const other = tree.child(right, input);
      if (other >= 0) this.#together(child, other, [...word, input]);
      else this.#alone(child, a, b, right, 1, [...word, input]);
    }
    for (let child = tree.firstChild(right); child >= 0; child = tree.sibling(child)) {
      const input = tree.input(child);
      if (tree.child(left, input) < 0) this.#alone(child, b, a, left, 1, [...word, input]);
    }
  }

  /**
   * Only one of the two, which `from` was the state of, has been driven to `node`; the other one, `other` its
   * state, has to follow from its own node `behind`, for the last `missing` inputs of the word.
   */
  #alone(
    node: number,
    from: number,
    other: number,
    behind: number,
    missing: number,
    word: readonly number[],
  ): void {
    if (++this.#visits > maxVisits || word.length > this.#longest) return;
    const cost = this.#cost(behind, missing);
    if (cost >= this.#best.cost) return;
    const tree = this.#tree;
    const model = this.#model;
    const input = tree.input(node);
    const next = model.next(other, input);
    if (next < 0) return;
    if (model.output(from, input) !== model.output(other, input)) {
      this.#offer(word, cost);
      return;
    }
    const state = tree.state(node);
    if (!this.#separation.canSeparate(state, next)) return;
    const rest = this.#separation.sequence(state, next);
    this.#offer(
      [...word, ...rest],
      this.#cost(node, rest.length) + this.#cost(behind, missing + rest.length),
    );
    for (let child = tree.firstChild(node); child >= 0; child = tree.sibling(child))
      this.#alone(child, state, next, behind, missing + 1, [...word, tree.input(child)]);
  }
}
