/** A command that serves until it is interrupted, as a test uses it. */
import type { Engine } from '../../../src/cli/engine.ts';
import { runCli } from '../../../src/cli/program.ts';

export interface Serving {
  readonly out: () => string;
  readonly err: () => string;
  /** Of the addresses that were printed. */
  readonly port: number;
  readonly token: string;
  /** Ctrl-C, and the exit status. */
  interrupt(): Promise<number>;
}

/** Starts it and waits until it says that it serves until Ctrl-C. Throws with what it printed when it ends before. */
export async function servingCommand(
  command: string,
  setting: { readonly cwd?: string; readonly engine?: Engine } = {},
): Promise<Serving> {
  const interrupt = new AbortController();
  let out = '';
  let err = '';
  let look = () => {};
  const status = runCli(
    command.split(' '),
    {
      stdout: {
        write: (text) => {
          out += text;
          look();
        },
      },
      stderr: {
        write: (text) => {
          err += text;
          look();
        },
      },
      env: {},
      cwd: setting.cwd ?? process.cwd(),
      signal: interrupt.signal,
    },
    setting.engine,
  );
  const serves = new Promise<void>((resolve) => {
    look = () => {
      if (/^serving .* until Ctrl-C$/m.test(out + err)) resolve();
    };
    look();
  });
  const ended = await Promise.race([serves, status]);
  if (ended !== undefined) throw new Error(`ended with ${ended}: ${out}${err}`);
  const printed = /Stately inspector {2}http:\/\/127\.0\.0\.1:(\d+)\/inspector\?token=([\w-]+)/;
  const [, port, token = ''] = printed.exec(out + err) ?? [];
  return {
    out: () => out,
    err: () => err,
    port: Number(port),
    token,
    interrupt: () => {
      interrupt.abort();
      return status;
    },
  };
}
