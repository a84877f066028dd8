/**
 * The implementation's side of the line protocol (docs/line-protocol.md), for an implementation in TypeScript or
 * JavaScript. Needs nothing but Node.js; `c/sriov_sim_adapter.h` is the same for C.
 */
import type { Readable, Writable } from 'node:stream';
import { LineSplitter } from './line-splitter.ts';

/** Plain data: what can be written as JSON. The type is the message's name. */
export interface AdapterMessage {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Sends a message to somebody outside, or to the subject itself. `from`: where the subject is several actors. */
export type Send = (to: string, message: AdapterMessage, from?: string) => void;

export interface Delivery {
  readonly from: string;
  readonly to: string;
  readonly message: AdapterMessage;
}

/** What is tested. Throwing {@link Refusal} says that a message is not taken; any other error ends the process. */
export interface Tested {
  readonly name?: string;
  /** Back to the beginning. `inputs`: by actor, what the subject is started with. */
  reset(inputs: Readonly<Record<string, unknown>>, send: Send): void | Promise<void>;
  /** When this returns (or what it returns is fulfilled), the subject is quiet, unless `quiet` is false. */
  receive(delivery: Delivery, send: Send): void | Promise<void>;
  /** What it shows besides messages, such as `bug check 0xD1`; undefined while all is well. */
  status?(): string | undefined;
  /** Name of the state that it is in, as the suite names it. */
  state?(): string;
  /** false: it may go on sending after `receive`; the tester then waits until nothing comes for a while. */
  readonly quiet?: boolean;
  /** It cannot be reset: the tester starts a new process for each test. */
  readonly restart?: boolean;
}

/** The message is not taken, and nothing else happens: why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

const version = 1;

/**
 * Serves the tester until it says bye or closes the input. Standard output is the protocol's: log to standard error.
 */
export async function serve(
  tested: Tested,
  { input, output }: Streams = { input: process.stdin, output: process.stdout },
): Promise<void> {
  const session = new Session(tested, output);
  for await (const line of new LineSplitter(input)) {
    if (!(await session.take(line))) return;
  }
}

type Line = Readonly<Record<string, unknown>>;

class Session {
  readonly #tested: Tested;
  readonly #output: Writable;
  #observes: unknown;

  constructor(tested: Tested, output: Writable) {
    this.#tested = tested;
    this.#output = output;
  }

  /** False when it was the last line. */
  async take(text: string): Promise<boolean> {
    const line = JSON.parse(text) as Line;
    switch (line.line) {
      case 'hello':
        this.#hello(line);
        return true;
      case 'reset':
        await this.#tested.reset(
          (line.inputs ?? {}) as Readonly<Record<string, unknown>>,
          this.#send,
        );
        this.#quiet(line.n);
        return true;
      case 'deliver':
        await this.#deliver(line);
        return true;
      case 'bye':
        this.#write({ line: 'bye' });
        return false;
      default:
        // A later version of the protocol may have lines that this one need not understand.
        return true;
    }
  }

  #hello({ versions, observes }: Line): void {
    if (!Array.isArray(versions) || !versions.includes(version)) {
      const why = `this adapter speaks version ${version} of the protocol, the tester ${versions}`;
      this.#write({ line: 'error', why });
      return;
    }
    this.#observes = observes;
    const { name, quiet = true, restart = false, status, state } = this.#tested;
    const shows = [
      ...(status === undefined ? [] : ['status']),
      ...(state === undefined ? [] : ['state']),
    ];
    this.#write({
      line: 'hello',
      version,
      ...(name === undefined ? {} : { name }),
      quiet,
      restart,
      shows,
    });
  }

  async #deliver(line: Line): Promise<void> {
    try {
      await this.#tested.receive(line as unknown as Delivery, this.#send);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#write({ line: 'refused', why: error.message });
    }
    if (this.#tested.quiet === false) this.#show();
    else this.#quiet(line.n);
  }

  readonly #send: Send = (to, message, from) => {
    this.#write({ line: 'sent', ...(from === undefined ? {} : { from }), to, message });
  };

  #quiet(n: unknown): void {
    this.#write({ line: 'quiet', n, ...this.#shown() });
  }

  #show(): void {
    const shown = this.#shown();
    if (shown.shows !== undefined) this.#write({ line: 'shows', ...shown });
  }

  #shown(): { readonly shows?: string | undefined } {
    if (this.#observes === 'status') return { shows: this.#tested.status?.() };
    return this.#observes === 'state' ? { shows: this.#tested.state?.() } : {};
  }

  #write(line: object): void {
    this.#output.write(`${JSON.stringify(line)}\n`);
  }
}
