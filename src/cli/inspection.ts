/** `--inspect`: a run in the browser, served until Ctrl-C. */
import { once } from 'node:events';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { MessageFeed } from '../inspect/bridge/index.ts';
import { statelyInspector } from '../inspect/bridge/index.ts';
import type { InspectServer, ServedPage } from '../inspect/server/index.ts';
import type { DocumentInput } from '../inspect/view/index.ts';
import { exitStatus, reasonOf, UsageError } from './errors.ts';
import type { CliIo, OutputStream } from './io.ts';
import { print } from './io.ts';
import { wholeNumber } from './numbers.ts';
import { ServedViewer } from './served-viewer.ts';

export interface ServerFlags {
  readonly port?: number;
  readonly inspectorUrl?: string;
}

export interface InspectFlags extends ServerFlags {
  readonly inspect?: boolean;
}

/** What is shown. */
export interface Inspected {
  /** What was run, in a line. */
  readonly title: string;
  readonly feed: MessageFeed;
  /** What the viewer shows: asked once, when the run is over and a page wants it. */
  readonly view: () => Promise<DocumentInput>;
}

/** For a command that does something else besides. */
export function addInspectOptions(command: Command): Command {
  command.option(
    '--inspect',
    'show it in the browser: the viewer and the Stately inspector, until Ctrl-C (docs/inspector.md)',
  );
  return addServerOptions(command, 'with --inspect: ');
}

export function addServerOptions(command: Command, when = ''): Command {
  return command
    .option('--port <n>', `${when}listen on this port (default: a free one)`, wholeNumber(1, 65535))
    .option(
      '--inspector-url <url>',
      `${when}the Stately inspector (default: ${statelyInspector})`,
      webAddress,
    );
}

/** Refuses the options of a server that is not wanted. */
export function checkInspectFlags({ inspect, port, inspectorUrl }: InspectFlags): void {
  if (inspect === true) return;
  if (port !== undefined) throw new UsageError('--port is for --inspect');
  if (inspectorUrl !== undefined) throw new UsageError('--inspector-url is for --inspect');
}

/**
 * Serves while `work` is done, and afterwards until Ctrl-C, which then ends the command with status 0. The addresses
 * are printed on `out`. What interrupts or fails the work ends the server too.
 */
export async function serving(
  shown: Inspected,
  flags: ServerFlags,
  io: CliIo,
  out: OutputStream,
  work: () => Promise<number>,
): Promise<number> {
  const viewer = new ServedViewer(shown.feed, shown.view);
  const server = await started(shown, viewer, flags);
  try {
    print(out, `viewer             ${server.viewerUrl}`);
    print(out, `Stately inspector  ${server.inspectorUrl}`);
    const status = await work();
    if (io.signal?.aborted === true) return status;
    print(out, `serving ${shown.title} on 127.0.0.1:${server.port} until Ctrl-C`);
    viewer.prepare();
    await interrupted(io.signal);
    return exitStatus.ok;
  } finally {
    await server.close();
  }
}

async function started(
  { title, feed }: Inspected,
  viewer: ServedViewer,
  flags: ServerFlags,
): Promise<InspectServer> {
  const { startInspectServer } = await import('../inspect/server/index.ts');
  const { port = 0, inspectorUrl = statelyInspector } = flags;
  const { answers } = viewer;
  const page = (served: ServedPage) => viewer.page(served);
  const options = { title, feed, port, inspectorUrl, answers, viewer: page };
  try {
    return await startInspectServer(options);
  } catch (error) {
    throw new UsageError(`--port ${port}: ${portReason(error)}`, { cause: error });
  }
}

function portReason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return 'another program listens there';
    case 'EACCES':
      return 'no permission to listen there';
    default:
      return reasonOf(error);
  }
}

/** Without a signal nothing interrupts it but the end of the process. */
async function interrupted(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) await new Promise(() => undefined);
  else if (!signal.aborted) await once(signal, 'abort');
}

function webAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '') {
    throw new InvalidArgumentError('legal are http: and https: addresses.');
  }
  return url.href;
}
