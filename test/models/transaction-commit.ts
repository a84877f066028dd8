/** Transaction commit, the specification that two-phase commit implements: Gray and Lamport (2006), section 2. */
import type { SystemSpec } from '../../src/system/index.ts';
import { replaced, sharedMemory } from './shared-memory.ts';

type State = 'working' | 'prepared' | 'committed' | 'aborted';

interface Commit {
  readonly rms: readonly State[];
}

const becomes = ({ rms }: Commit, rm: number, state: State): Commit => ({
  rms: replaced(rms, rm, state),
});

export function transactionCommit(count: number): SystemSpec {
  const initial: Commit = { rms: Array.from({ length: count }, () => 'working' as const) };
  const prepare = (commit: Commit, rm: number) =>
    commit.rms[rm] === 'working' ? becomes(commit, rm, 'prepared') : undefined;
  const decideCommit = (commit: Commit, rm: number) => {
    const canCommit = commit.rms.every((state) => state === 'prepared' || state === 'committed');
    return canCommit && commit.rms[rm] === 'prepared'
      ? becomes(commit, rm, 'committed')
      : undefined;
  };
  const decideAbort = (commit: Commit, rm: number) => {
    const state = commit.rms[rm];
    const may = (state === 'working' || state === 'prepared') && !commit.rms.includes('committed');
    return may ? becomes(commit, rm, 'aborted') : undefined;
  };
  const actions = { prepare, decideCommit, decideAbort };
  return { actors: { rms: sharedMemory(initial, actions, count) }, initial: [] };
}
