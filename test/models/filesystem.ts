/**
 * `filesystem` of Flanagan and Godefroid, "Dynamic Partial-Order Reduction for Model Checking Software", POPL 2005:
 * each thread locks an inode and, when that has no block, looks for a free one from a place on that depends on the
 * inode, locking each block that it looks at. From 14 threads on, two of them begin at the same block.
 */
import type { SystemSpec } from '../../src/system/index.ts';
import { cell, lock, thread, threads } from './memory-actors.ts';

const blocks = 26;
const inodes = 32;

interface Allocation {
  readonly inode: number;
  readonly block: number;
}

const read = { type: 'Read' } as const;
const release = { type: 'Unlock' } as const;
const acquire = { type: 'Lock' } as const;

/** The inode's lock is released last. */
const unlockInode = ({ inode }: Allocation) => ({
  at: `inodeLock${inode}`,
  access: release,
  next: 'end',
});

const lockBlock = (block: number) => ({
  variables: { block },
  at: `blockLock${block}`,
  access: acquire,
  next: 'readBusy',
});

function allocator(id: number) {
  return thread<Allocation>(
    {
      begin: ({ inode }) => ({ at: `inodeLock${inode}`, access: acquire, next: 'readInode' }),
      readInode: ({ inode }) => ({ at: `inode${inode}`, access: read, next: 'choose' }),
      choose: (variables, used) =>
        used === 0 ? lockBlock((variables.inode * 2) % blocks) : unlockInode(variables),
      readBusy: ({ block }) => ({ at: `busy${block}`, access: read, next: 'take' }),
      take: ({ block }, busy) =>
        busy === 0
          ? { at: `busy${block}`, access: { type: 'Write', value: 1 }, next: 'enter' }
          : { at: `blockLock${block}`, access: release, next: 'next' },
      next: ({ block }) => lockBlock((block + 1) % blocks),
      enter: ({ inode, block }) => ({
        at: `inode${inode}`,
        access: { type: 'Write', value: block + 1 },
        next: 'unlockBlock',
      }),
      unlockBlock: ({ block }) => ({
        at: `blockLock${block}`,
        access: release,
        next: 'unlockInode',
      }),
      unlockInode,
    },
    { inode: id % inodes, block: 0 },
  );
}

export function filesystem(count: number): SystemSpec {
  const numbers = (length: number) => Array.from({ length }, (_, n) => n);
  const memory = [
    ...numbers(Math.min(count, inodes)).flatMap((n) => [
      [`inodeLock${n}`, lock],
      [`inode${n}`, cell(0)],
    ]),
    ...numbers(blocks).flatMap((n) => [
      [`blockLock${n}`, lock],
      [`busy${n}`, cell(0)],
    ]),
  ];
  const allocators = numbers(count).map((id) => [`thread${id}`, allocator(id)]);
  return threads(Object.fromEntries(memory), Object.fromEntries(allocators));
}
