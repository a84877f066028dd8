/** Where the packets of a running VF go, for the entries about the synthetic adapter beside it: Z19, Z20. */
import type { StateProperty, SystemView } from '../../src/system/index.ts';
import { adapter } from './bench-guest.ts';
import { contextOf } from './bench-host.ts';

export const vfRuns = (view: SystemView) =>
  contextOf<{ adapter: string }>(view, 'ndis.vf0').adapter === 'Running';

export const pathGoesToVf: StateProperty = {
  kind: 'finally',
  name: 'PathGoesToVf',
  rule: 'the data path goes to a VF whose adapter runs',
  source: 'Z19; sr-iov-vf-data-path; S2.11',
  reads: ['ndis.vf0', 'vstack'],
  check: (view) =>
    vfRuns(view) && adapter(view).path !== 'vf'
      ? "the VF's adapter runs, and the path stays on the synthetic adapter"
      : undefined,
};
