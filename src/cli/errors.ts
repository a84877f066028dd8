/** What goes wrong by the user's hand, and how it is told: one line or a few, no stack trace, exit status 2. */
import { DeviceInputError } from '../../actors/device/index.ts';
import { ScenarioInputError } from '../../actors/scenario/index.ts';
import { visible } from '../report/index.ts';
import type { CliIo } from './io.ts';
import { print } from './io.ts';

export const exitStatus = {
  ok: 0,
  violated: 1,
  usage: 2,
  bounds: 3,
  /** A bug of this program. */
  internal: 70,
  interrupted: 130,
} as const;

/** The command cannot do what was asked: bad usage, or a file that cannot be used. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Prints what went wrong; the exit status that follows from it. */
export function reportError(error: unknown, io: CliIo): number {
  const isUsers =
    error instanceof UsageError ||
    error instanceof ScenarioInputError ||
    error instanceof DeviceInputError;
  const debug = (io.env.SRIOV_SIM_DEBUG ?? '') !== '';
  if (isUsers) {
    for (const line of error.message.split('\n')) print(io.stderr, `error: ${visible(line)}`);
    if (debug) print(io.stderr, stackOf(error));
    return exitStatus.usage;
  }
  print(io.stderr, `internal error: ${visible(reasonOf(error))}`);
  if (debug) print(io.stderr, stackOf(error));
  else {
    print(
      io.stderr,
      'this is a bug of sriov-sim: please report it with the command, and with what it prints ' +
        'when the environment has SRIOV_SIM_DEBUG=1',
    );
  }
  return exitStatus.internal;
}

/** The first line of what was thrown, whatever it is. */
export function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return (
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? 'no reason given'
  );
}

/** Why a file cannot be read, in words. */
export function fileReason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EISDIR':
      return 'that is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'no permission to read it';
    case 'ELOOP':
      return 'its symbolic links go round in a circle';
    default:
      return reasonOf(error);
  }
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
