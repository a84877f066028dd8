/**
 * A QEMU and its qtest protocol: a line in, a line out. The caller waits for each answer, as a driver waits for its
 * configuration read; the process and its pipes are a thread's business (`worker.ts`).
 */
import { QemuError } from './errors.ts';
import type { Told } from './letters.ts';
import { QemuThread } from './thread.ts';

export interface ClientOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The longest time to wait for an answer; 10 seconds unless given. */
  readonly timeoutMs?: number;
  /** How the process is called in messages, such as `QEMU 7.2.22`. */
  readonly name?: string;
}

const defaultTimeoutMs = 10_000;

export class QtestClient {
  readonly #thread = QemuThread.take();
  readonly #timeoutMs: number;
  readonly #name: string;
  #isOpen = true;
  #failure: QemuError | undefined;
  #hasAnswered = false;

  constructor({ command, args, timeoutMs, name }: ClientOptions) {
    this.#timeoutMs = timeoutMs ?? defaultTimeoutMs;
    this.#name = name ?? 'QEMU';
    this.#thread.start(command, args);
  }

  /** What ended QEMU before it was closed; undefined while it is well. */
  get failure(): QemuError | undefined {
    return this.#failure;
  }

  /** The answers to these commands, in order, without their `OK`. Throws a {@link QemuError}. */
  ask(lines: readonly string[]): readonly string[] {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#isOpen) throw new Error(`${this.#name} was closed and is asked '${lines[0]}'`);
    if (lines.length === 0) return [];
    this.#thread.ask(lines);
    const told = this.#thread.hear(this.#timeoutMs);
    if (told === undefined) {
      const seconds = this.#timeoutMs / 1000;
      const command = lines.length === 1 ? `'${lines[0]}'` : `'${lines[0]}' and what followed`;
      throw this.#fail('silent', `did not answer ${command} within ${seconds} s, and was ended`);
    }
    if ('ended' in told) throw this.#ended(told.ended);
    this.#hasAnswered = true;
    return told.answers.map((answer, index) => this.#value(answer, lines[index] ?? ''));
  }

  /** Ends QEMU; it cannot be asked any more. */
  close(): void {
    if (this.#isOpen) this.#thread.release();
    this.#isOpen = false;
  }

  #value(answer: string, line: string): string {
    if (answer === 'OK') return '';
    if (answer.startsWith('OK ')) return answer.slice(3);
    throw this.#fail('refused', `answered '${answer}' to '${line}'`);
  }

  #ended({ status, signal, errors, notStarted }: Extract<Told, { ended: object }>['ended']) {
    const said = errors === '' ? '' : `: ${lastLines(errors)}`;
    if (notStarted !== undefined) return this.#fail('died', `cannot be started: ${notStarted}`);
    const how = signal === null ? `with exit status ${status}` : `by ${signal}`;
    if (!this.#hasAnswered) return this.#fail('refused', `ended ${how} before it answered${said}`);
    return this.#fail('died', `ended ${how} in the middle of the run${said}`);
  }

  #fail(trouble: QemuError['trouble'], words: string): QemuError {
    this.close();
    this.#failure = new QemuError(trouble, `${this.#name} ${words}`);
    return this.#failure;
  }
}

/** QEMU puts its own name before each line. */
function lastLines(errors: string): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-3)
    .map((line) => line.replace(/^\S*qemu-system-\S+: /, '').trim())
    .join('; ');
}
