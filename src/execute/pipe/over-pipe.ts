/** Another process as the implementation: JSON lines on its standard input and output (docs/line-protocol.md). */
import type { Observation, SuiteSubject } from '../../generate/index.ts';
import type { Implementation, Reaction } from '../implementation.ts';
import { ImplementationFault, NoImplementation } from '../implementation.ts';
import { splitCommand } from './command.ts';
import type { Times } from './conversation.ts';
import { Conversation } from './conversation.ts';
import type { TesterLine } from './lines.ts';
import { protocol, protocolVersions } from './lines.ts';

export interface PipeOptions extends Partial<Times> {
  /** The folder in which it is started. */
  readonly cwd?: string;
  /** Ends the process at once, and with it what is being waited for. */
  readonly signal?: AbortSignal;
}

export const defaultTimes: Times = { startMs: 10_000, answerMs: 2000, quiescenceMs: 100 };

/**
 * `command`: words, or a text that is split at blanks (quotes keep them); no shell sees it. The process is started with
 * the first test, and again after one in which it broke down; `close` ends it with everything that it started.
 */
export function overPipe(
  command: string | readonly string[],
  options: PipeOptions = {},
): Implementation {
  const words = typeof command === 'string' ? splitCommand(command) : command;
  return new PipedImplementation(words, options);
}

class PipedImplementation implements Implementation {
  readonly #words: readonly string[];
  readonly #cwd: string | undefined;
  readonly #times: Times;
  readonly #signal: AbortSignal | undefined;
  #hello: Extract<TesterLine, { line: 'hello' }> | undefined;
  #now: Conversation | undefined;
  #name: string | undefined;
  /** Tests since the process was started. */
  #tests = 0;
  readonly #abort = () => {
    void this.#now?.kill();
  };

  constructor(words: readonly string[], { signal, cwd, ...times }: PipeOptions) {
    this.#words = words;
    this.#cwd = cwd;
    this.#times = { ...defaultTimes, ...times };
    this.#signal = signal;
    signal?.addEventListener('abort', this.#abort);
  }

  get name(): string {
    return this.#name ?? this.#words.join(' ');
  }

  async open(subject: SuiteSubject, observes: Observation): Promise<boolean> {
    const { name, actors } = subject;
    const versions = protocolVersions;
    this.#hello = { line: 'hello', protocol, versions, subject: name, actors, observes };
    const { hello } = await this.#running();
    return hello?.shows.includes(observes) === true;
  }

  async reset(inputs: Readonly<Record<string, unknown>>): Promise<Reaction> {
    if (this.#now?.hello?.restart === true && this.#tests > 0) await this.#stop('close');
    const conversation = await this.#running();
    const isFresh = this.#tests === 0;
    this.#tests += 1;
    try {
      return await conversation.reset(inputs);
    } catch (error) {
      if (!isFresh || !(error instanceof ImplementationFault) || this.#signal?.aborted === true) {
        throw error;
      }
      throw new NoImplementation(`${error.message}, at its first reset`);
    }
  }

  async deliver(stimulus: Parameters<Implementation['deliver']>[0]): Promise<Reaction> {
    if (this.#now === undefined) throw new NoImplementation('has not been reset');
    return this.#now.deliver(stimulus);
  }

  async leftover() {
    return (await this.#now?.leftover()) ?? [];
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#abort);
    await this.#stop('close');
  }

  /** The process, started if there is none that can be asked. */
  async #running(): Promise<Conversation> {
    if (this.#now?.isOver === true) await this.#stop('kill');
    if (this.#now !== undefined) return this.#now;
    if (this.#hello === undefined) throw new NoImplementation('has not been opened');
    this.#tests = 0;
    this.#now = this.#started(this.#hello.actors);
    try {
      const { name } = await this.#now.start(this.#hello);
      this.#name = name;
    } catch (error) {
      await this.#stop('kill');
      throw error;
    }
    return this.#now;
  }

  #started(actors: readonly string[]): Conversation {
    try {
      return new Conversation({ words: this.#words, cwd: this.#cwd }, actors, this.#times);
    } catch (error) {
      throw new NoImplementation(`does not start: ${(error as Error).message}`);
    }
  }

  async #stop(how: 'close' | 'kill'): Promise<void> {
    const conversation = this.#now;
    this.#now = undefined;
    await conversation?.[how]();
  }
}
