/** What a command has of the world: two streams, the environment, a folder, and a way to be interrupted. */
import type { Style } from '../report/index.ts';
import { styleFor, wantsColour } from '../report/index.ts';

export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/**
 * Calls `press` with each key, as a terminal sends it, until it returns false, the keys end, or the signal comes.
 * Absent where there is no terminal to read from.
 */
export type KeyStream = (press: (key: string) => boolean, signal?: AbortSignal) => Promise<void>;

export interface CliIo {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly cwd: string;
  /** Aborted on Ctrl-C. */
  readonly signal?: AbortSignal;
  readonly keys?: KeyStream;
}

/** How to print on standard output: colours, and the columns that a line may take. */
export interface Terminal {
  readonly style: Style;
  readonly width: number;
}

/** Columns when the output is no terminal and the environment names none: wide enough to lose nothing of note. */
const pipedWidth = 160;

/** A terminal's own width; else that of COLUMNS, as `COLUMNS=120 sriov-sim run ... > file` sets it. */
export function terminalOf(
  { stdout, env }: CliIo,
  options: { readonly color?: boolean },
): Terminal {
  const columns = stdout.isTTY === true ? (stdout.columns ?? 0) : Number(env.COLUMNS ?? 0);
  return {
    style: styleFor(wantsColour(env, stdout.isTTY === true, options.color)),
    width: columns > 0 ? Math.max(40, columns) : pipedWidth,
  };
}

/** Prints one line, or several. */
export function print(stream: OutputStream, text: string): void {
  stream.write(`${text}\n`);
}

/** Prints a JSON document for people and tools alike. */
export function printJson(stream: OutputStream, value: unknown): void {
  print(stream, JSON.stringify(value, null, 2));
}
