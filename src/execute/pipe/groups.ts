/**
 * No process outlives this one. Each implementation is a process group of its own; whatever ends this process ends the
 * groups first.
 */
import { spawnSync } from 'node:child_process';

const alive = new Set<number>();
const fatal: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const listeners = new Map<NodeJS.Signals, () => void>();
/** There are process groups; elsewhere, only the process itself and what the system knows to be its children. */
export const hasGroups = process.platform !== 'win32';

export function watchGroup(pid: number): void {
  if (alive.size === 0) listen();
  alive.add(pid);
}

/** Ends everything in the group, and forgets it. */
export function endGroup(pid: number): void {
  signalGroup(pid, 'SIGKILL');
  alive.delete(pid);
  if (alive.size === 0) ignore();
}

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (!hasGroups) {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in it.
  }
}

function listen(): void {
  process.once('exit', endAll);
  for (const signal of fatal) {
    const isOthers = process.listenerCount(signal) > 0;
    const listener = () => {
      endAll();
      // Where nobody else decides what this signal means, it means what it always does.
      if (!isOthers) process.kill(process.pid, signal);
    };
    listeners.set(signal, listener);
    process.on(signal, listener);
  }
}

function ignore(): void {
  process.off('exit', endAll);
  for (const [signal, listener] of listeners) process.off(signal, listener);
  listeners.clear();
}

function endAll(): void {
  for (const pid of alive) signalGroup(pid, 'SIGKILL');
  alive.clear();
  ignore();
}
