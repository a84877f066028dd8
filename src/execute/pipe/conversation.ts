/** One process of the implementation, from start to end: what is asked, and the answer, or why there is none. */
import type { Envelope } from '../../system/index.ts';
import type { Reaction } from '../implementation.ts';
import { ImplementationFault, NoImplementation } from '../implementation.ts';
import { Child } from './child.ts';
import type { Hello, ImplementationLine, TesterLine } from './lines.ts';
import { ProtocolError, parseLine } from './lines.ts';

export interface Times {
  /** Longest time until it says hello. */
  readonly startMs: number;
  /** Longest time until it is quiet after a reset or a delivery. */
  readonly answerMs: number;
  /** Nothing for so long is quiescence, where the implementation does not say itself when it is quiet. */
  readonly quiescenceMs: number;
}

/** What is started, and in which folder. */
export interface Program {
  readonly words: readonly string[];
  readonly cwd: string | undefined;
}

const longestLine = 1024 * 1024;
/** Messages that one step may lead to. */
const mostSent = 10_000;

interface Heard {
  readonly sent: readonly Envelope[];
  readonly shows: string | undefined;
  readonly refused: string | undefined;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  /** Called with each line that arrives meanwhile. */
  readonly heard: (line: ImplementationLine) => boolean;
}

export class Conversation {
  hello: Hello | undefined;
  readonly #times: Times;
  readonly #actors: readonly string[];
  readonly #child: Child;
  #n = 0;
  #sent: Envelope[] = [];
  #shows: string | undefined;
  #refused: string | undefined;
  /** What it had done when it said that it is quiet; what comes behind that belongs to no step. */
  #closed: Heard | undefined;
  #waiting: Waiting | undefined;
  /** It is of no use any more: why. */
  #over: Error | undefined;

  constructor({ words, cwd }: Program, actors: readonly string[], times: Times) {
    this.#times = times;
    this.#actors = actors;
    this.#child = new Child(words, cwd, longestLine, {
      line: (text) => this.#heard(text),
      broken: (error) => this.#end(new NoImplementation(error.message)),
      deaf: () => this.#end(new ImplementationFault('closed its standard input')),
      ended: (how) => this.#end(this.#endOf(how)),
    });
  }

  /** Why it cannot be asked any more; undefined while it can. */
  get isOver(): boolean {
    return this.#over !== undefined;
  }

  /** Throws {@link NoImplementation} when it does not say hello. */
  async start(line: TesterLine): Promise<Hello> {
    const { startMs } = this.#times;
    this.#child.write(line);
    const isHello = (heard: ImplementationLine) => heard.line === 'hello';
    try {
      await this.#until(isHello, startMs, () => this.#late(`did not say hello`, startMs, 'start'));
    } catch (error) {
      throw error instanceof ImplementationFault ? new NoImplementation(error.message) : error;
    }
    return this.hello as Hello;
  }

  async reset(inputs: Readonly<Record<string, unknown>>): Promise<Reaction> {
    this.#n += 1;
    this.#take();
    const n = this.#n;
    return this.#answer({ line: 'reset', n, inputs }, [], () => this.#saysQuiet(n));
  }

  async deliver({ from, to, message }: Envelope): Promise<Reaction> {
    // What is in the pipe already came before this stimulus.
    await new Promise((resolve) => setImmediate(resolve));
    const late = this.#take().sent;
    this.#n += 1;
    const n = this.#n;
    const quiet = this.hello?.quiet === true ? () => this.#saysQuiet(n) : () => this.#isSilent();
    return this.#answer({ line: 'deliver', n, from, to, message }, late, quiet);
  }

  async leftover(): Promise<readonly Envelope[]> {
    await new Promise((resolve) => setImmediate(resolve));
    return this.#take().sent;
  }

  async close(): Promise<void> {
    if (!this.isOver) this.#child.write({ line: 'bye' });
    this.#over ??= new NoImplementation('was told to end');
    await this.#child.close();
  }

  async kill(): Promise<void> {
    this.#end(new ImplementationFault('was ended'));
    await this.#child.kill();
  }

  async #answer(
    line: TesterLine,
    late: readonly Envelope[],
    quiet: () => Promise<void>,
  ): Promise<Reaction> {
    if (this.#over !== undefined) throw this.#over;
    this.#child.write(line);
    try {
      await quiet();
    } catch (error) {
      if (!(error instanceof ImplementationFault)) throw error;
      throw new ImplementationFault(error.message, this.#take().sent);
    }
    const { sent, shows, refused } = this.#closed ?? this.#take();
    this.#closed = undefined;
    return {
      sent,
      ...(shows === undefined ? {} : { shows }),
      ...(refused === undefined ? {} : { refused }),
      ...(late.length === 0 ? {} : { late }),
    };
  }

  async #saysQuiet(n: number): Promise<void> {
    const { answerMs } = this.#times;
    const isQuiet = (heard: ImplementationLine) => {
      if (heard.line !== 'quiet') return false;
      // An answer to what was asked before came too late then, and says nothing about this.
      if (heard.n > n)
        throw new ProtocolError(`says that it is quiet after ${heard.n}; last was ${n}`);
      if (heard.n !== n) return false;
      this.#closed = this.#take();
      return true;
    };
    await this.#until(isQuiet, answerMs, () =>
      this.#late('did not say that it is quiet', answerMs, 'answer'),
    );
  }

  /** Nothing comes for a while. */
  async #isSilent(): Promise<void> {
    const { answerMs, quiescenceMs } = this.#times;
    const end = Date.now() + answerMs;
    for (;;) {
      const before = Date.now();
      let heardAny = false;
      const hears = () => {
        heardAny = true;
        return true;
      };
      await this.#until(hears, quiescenceMs, () => undefined);
      if (!heardAny) return;
      if (before > end) {
        throw new ImplementationFault(
          `was not quiet for ${quiescenceMs} ms at a time within ${answerMs} ms (time-out of an answer)`,
        );
      }
    }
  }

  /** Waits for a line; `late` says what it means that none came in time, undefined: nothing. */
  #until(
    isIt: (line: ImplementationLine) => boolean,
    ms: number,
    late: () => Error | undefined,
  ): Promise<void> {
    if (this.#over !== undefined) return Promise.reject(this.#over);
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => {
        this.#waiting = undefined;
        const error = late();
        if (error === undefined) resolve();
        else {
          this.#over = error;
          reject(error);
        }
      }, ms);
      const done = () => {
        clearTimeout(timeout);
        this.#waiting = undefined;
      };
      this.#waiting = {
        resolve: () => {
          done();
          resolve();
        },
        reject: (error) => {
          done();
          reject(error);
        },
        heard: isIt,
      };
    });
  }

  #heard(text: string): void {
    if (this.#over !== undefined) return;
    try {
      const line = parseLine(text, this.#actors);
      this.#note(line);
      if (this.#waiting?.heard(line) === true) this.#waiting.resolve();
    } catch (error) {
      const isProtocols = error instanceof ProtocolError;
      this.#end(isProtocols ? new NoImplementation(error.message) : (error as Error));
    }
  }

  #note(line: ImplementationLine): void {
    if (this.hello === undefined && line.line !== 'hello' && line.line !== 'error') {
      throw new ProtocolError(`wrote '${line.line}' before 'hello'`);
    }
    switch (line.line) {
      case 'hello':
        if (this.hello !== undefined) throw new ProtocolError("wrote 'hello' twice");
        this.hello = line;
        break;
      case 'sent':
        this.#sent.push(line.envelope);
        if (this.#sent.length > mostSent) {
          throw new ImplementationFault(
            `sent more than ${mostSent} messages in one step`,
            this.#sent.slice(0, 3),
          );
        }
        break;
      case 'quiet':
        if (line.shows !== undefined) this.#shows = line.shows;
        break;
      case 'shows':
        this.#shows = line.shows;
        break;
      case 'refused':
        this.#refused = line.why;
        break;
      case 'error':
        throw new NoImplementation(`reports an error: ${line.why}`);
      case 'bye':
        break;
    }
  }

  #take(): Heard {
    const taken = { sent: this.#sent, shows: this.#shows, refused: this.#refused };
    this.#sent = [];
    this.#shows = undefined;
    this.#refused = undefined;
    return taken;
  }

  #late(what: string, ms: number, which: string): Error {
    return new ImplementationFault(
      `${what} within ${ms} ms (time-out of the ${which})${this.#child.lastWords()}`,
    );
  }

  #endOf(how: string): Error {
    return this.#child.failedToStart ? new NoImplementation(how) : new ImplementationFault(how);
  }

  #end(error: Error): void {
    this.#over ??= error;
    this.#waiting?.reject(this.#over);
  }
}
