import { describe, expect, test } from 'vitest';
import { parseLspci } from '../../actors/device/index.ts';
import type { Deviation } from './replay.ts';
import { recorded, replay } from './replay.ts';
import { hasShared, sharedFiles, sharedText } from './shared-data.ts';

const VF_MSIX_SIZE: Deviation = {
  who: 'vf',
  offset: 0x40,
  mask: 0x07ff_0000,
  ours: 0x0001_0000,
  recorded: 0,
  recordings: ['q72', 'q10'],
  reason: 'a VF has one vector and the PF two; the dump of a PF does not tell its VFs’ number',
};
const VF_INTERRUPT_PIN: Deviation = {
  who: 'vf',
  offset: 0x3c,
  mask: 0x0000_ff00,
  ours: 0,
  recorded: 0x0100,
  recordings: ['q72'],
  reason: 'QEMU 7.2: VFs claim INTA, which the specification rules out',
};

/** Every place where the recorded device differs from ours, and why. */
const DEVIATIONS: readonly Deviation[] = [
  VF_MSIX_SIZE,
  VF_INTERRUPT_PIN,
  {
    who: 'pf',
    offset: 0x128,
    mask: 0x001f,
    ours: 0,
    recorded: 0x0019,
    recordings: ['q72'],
    reason: 'QEMU 7.2: an FLR takes the VFs away and leaves VF Enable set',
  },
  {
    who: 'pf',
    offset: 0x128,
    mask: 0x001f,
    ours: 0,
    recorded: 0x0010,
    recordings: ['q72'],
    reason: 'QEMU 7.2: ARI Capable Hierarchy survives an FLR',
  },
  {
    who: 'pf',
    offset: 0x144,
    mask: 0xffff_c000,
    ours: 0,
    recorded: 0xfe60_4000,
    recordings: ['q72'],
    reason: 'QEMU 7.2: VF BARs survive an FLR',
  },
  {
    who: 'pf',
    offset: 0x04,
    mask: 0xffff,
    ours: 0,
    recorded: 0x0107,
    recordings: ['q72', 'q10'],
    reason: 'firmware and the PCI core wrote Command before the recording holds such writes',
  },
  {
    who: 'pf',
    offset: 0x88,
    mask: 0x0100,
    ours: 0x0100,
    recorded: 0,
    recordings: ['q10'],
    reason: 'QEMU 10: Device Capabilities announce extended tags that cannot be enabled',
  },
];

/** What the recordings of the Linux nvme driver hold, and how much of it is equal. */
const EXPECTED: Readonly<Record<string, object>> = {
  'linux-6.1-nvme-main-q10.jsonl': {
    reads: 4485,
    equal: 4442,
    writes: 346,
    resets: 1,
    created: [2, 4, 4, 8, 2, 2, 1, 2, 2, 2],
  },
  'linux-6.1-nvme-main-q72.jsonl': {
    reads: 4474,
    equal: 4422,
    writes: 333,
    resets: 1,
    created: [2, 4, 8, 2, 1, 2, 2, 2],
  },
};

/** The dump that a recording began with: `...-nvme-...-q72` is `nvme72-pf-off.txt`. */
function dumpFor(recording: string): string | undefined {
  const [, device, version] = /^[^-]+-[^-]+-([a-z0-9]+)-.*q(\d+)\.jsonl$/.exec(recording) ?? [];
  const name = `${device}${version}-pf-off.txt`;
  return sharedFiles('devices', '.txt').find((file) => file === name);
}

function ending(recording: string): string {
  return /q\d+/.exec(recording)?.[0] ?? '';
}

describe.runIf(hasShared('recordings') && hasShared('devices'))(
  'what Linux did to QEMU’s device, done to ours',
  () => {
    const recordings = sharedFiles('recordings', '.jsonl').filter((name) => {
      const dump = dumpFor(name);
      if (dump === undefined) console.log(`skipped: no dump fits the recording ${name}`);
      return dump !== undefined;
    });

    test.each(recordings)('%s: every value read is the same but for the deviations', (name) => {
      const dump = dumpFor(name) ?? '';
      const model = parseLspci(sharedText('devices', dump), { fileName: dump });
      const allowed = DEVIATIONS.filter(({ recordings }) => recordings.includes(ending(name)));
      const outcome = replay(model, recorded(sharedText('recordings', name)), allowed);
      expect(outcome.unexplained).toEqual([]);
      expect(outcome.presence).toEqual([]);
      expect(outcome.created.filter(({ qemu, ours }) => qemu !== ours)).toEqual([]);
      const { reads, writes, resets, equal } = outcome;
      const created = outcome.created.map(({ ours }) => ours);
      console.log(`${name}: ${equal} of ${reads} reads are equal after ${writes} writes`);
      if (name in EXPECTED) {
        expect({ reads, equal, writes, resets, created }).toEqual(EXPECTED[name]);
        const unused = allowed.filter((deviation) => !outcome.explained.has(deviation));
        expect(unused.map(({ reason }) => reason)).toEqual([]);
      }
    });

    test('with a VF’s dump beside the PF’s, the VFs are as recorded', () => {
      const text =
        sharedText('devices', 'nvme72-pf-off.txt') + sharedText('devices', 'nvme72-vf0.txt');
      const model = parseLspci(text, { fileName: 'both' });
      const records = recorded(sharedText('recordings', 'linux-6.1-nvme-main-q72.jsonl'));
      const differing = replay(model, records, []).unexplained.filter(({ role }) => role !== 'pf');
      expect(differing).toEqual([]);
    });
  },
);
