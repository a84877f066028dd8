/**
 * A set of input sequences as a tree: sequences that begin alike share their beginning, so that one that is the
 * beginning of another costs nothing. A test is a way from the root to a leaf.
 */
import type { Budget } from './budget.ts';
import type { Model } from './model.ts';

/** Numbers for each node, six of them side by side. */
const fields = 6;
const stateField = 0;
const depthField = 1;
const inputField = 2;
const childField = 3;
const siblingField = 4;
const parentField = 5;

export class TestTree {
  readonly root = 0;
  readonly #model: Model;
  readonly #budget: Budget;
  #nodes = new Int32Array(1024 * fields);
  #count = 1;
  /** Steps of all tests together. */
  #steps = 0;
  #tests = 0;

  constructor(model: Model, budget: Budget) {
    this.#model = model;
    this.#budget = budget;
    this.#nodes.set([0, 0, -1, -1, -1, -1]);
  }

  get steps(): number {
    return this.#steps;
  }

  get tests(): number {
    return this.#tests;
  }

  get nodes(): number {
    return this.#count;
  }

  /** The model's state that the node's sequence leads to. */
  state(node: number): number {
    return this.#nodes[node * fields + stateField] as number;
  }

  depth(node: number): number {
    return this.#nodes[node * fields + depthField] as number;
  }

  /** The input that leads to the node. */
  input(node: number): number {
    return this.#nodes[node * fields + inputField] as number;
  }

  parent(node: number): number {
    return this.#nodes[node * fields + parentField] as number;
  }

  firstChild(node: number): number {
    return this.#nodes[node * fields + childField] as number;
  }

  /** The next child of the same parent, -1 after the last. */
  sibling(node: number): number {
    return this.#nodes[node * fields + siblingField] as number;
  }

  /** -1 if no sequence goes on with the input. */
  child(node: number, input: number): number {
    let child = this.firstChild(node);
    while (child >= 0 && this.input(child) !== input) child = this.sibling(child);
    return child;
  }

  /** The child for the input, made if it is not there yet; -1 if the model does not take the input. */
  grow(node: number, input: number): number {
    const known = this.child(node, input);
    if (known >= 0) return known;
    const state = this.#model.next(this.state(node), input);
    if (state < 0) return -1;
    const isExtension = node !== this.root && this.firstChild(node) < 0;
    const depth = this.depth(node) + 1;
    const steps = this.#steps + (isExtension ? 1 : depth);
    const tests = this.#tests + (isExtension ? 0 : 1);
    this.#budget.allows(steps, tests);
    this.#steps = steps;
    this.#tests = tests;
    const made = this.#count++;
    if (made * fields === this.#nodes.length) this.#enlarge();
    this.#nodes.set([state, depth, input, -1, this.firstChild(node), node], made * fields);
    this.#nodes[node * fields + childField] = made;
    return made;
  }

  /** Adds as much of the word's first `length` inputs as the model takes; gives the last node. */
  add(node: number, word: readonly number[], length = word.length): number {
    let at = node;
    for (let place = 0; place < length; place++) {
      const next = this.grow(at, word[place] as number);
      if (next < 0) return at;
      at = next;
    }
    return at;
  }

  addAll(node: number, words: readonly (readonly number[])[]): void {
    for (const word of words) this.add(node, word);
  }

  /** Whether the tests drive both nodes through a common sequence that the two states answer differently. */
  separates(left: number, right: number): boolean {
    const a = this.state(left);
    const b = this.state(right);
    if (a === b) return false;
    for (let child = this.firstChild(left); child >= 0; child = this.sibling(child)) {
      const input = this.input(child);
      const other = this.child(right, input);
      if (other < 0) continue;
      if (this.#model.output(a, input) !== this.#model.output(b, input)) return true;
      if (this.separates(child, other)) return true;
    }
    return false;
  }

  /** The tests: sequences that are not the beginning of another one, in the order in which their ends were added. */
  sequences(): number[][] {
    const all: number[][] = [];
    for (let node = 1; node < this.#count; node++) {
      if (this.firstChild(node) >= 0) continue;
      const word: number[] = [];
      for (let at = node; at !== this.root; at = this.parent(at)) word.push(this.input(at));
      all.push(word.reverse());
    }
    return all;
  }

  /** How many transitions of the model the tests take. */
  transitions(): number {
    const taken = new Set<number>();
    for (let node = 1; node < this.#count; node++)
      taken.add(this.state(this.parent(node)) * this.#model.inputs + this.input(node));
    return taken.size;
  }

  #enlarge(): void {
    const larger = new Int32Array(this.#nodes.length * 2);
    larger.set(this.#nodes);
    this.#nodes = larger;
  }
}
