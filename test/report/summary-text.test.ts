import { expect, test } from 'vitest';
import type { RunSummary } from '../../src/report/index.ts';
import { styleFor, summaryText, violationText } from '../../src/report/index.ts';

const plain = styleFor(false);
const summary: RunSummary = {
  clients: [
    {
      id: 'administrator',
      steps: [
        { request: 'StartDevice', outcome: 'answered', status: 'STATUS_SUCCESS' },
        { request: 'AssignVf VF 0', outcome: 'answered', status: 'STATUS_SUCCESS' },
        { request: 'AssignVf VF 1', outcome: 'answered', status: 'STATUS_SUCCESS' },
        { request: 'AssignVf VF 2', outcome: 'answered', status: 'STATUS_UNSUCCESSFUL' },
        {
          request: 'RemoveDevice',
          outcome: 'answered',
          status: 'STATUS_SUCCESS',
          insteadOf: ['STATUS_UNSUCCESSFUL'],
        },
      ],
    },
    ...[0, 1, 2].map((vf) => ({
      id: `application.vf${vf}`,
      steps: [
        {
          request: `AwaitDeviceInterface VF ${vf}, arrival`,
          outcome: 'answered' as const,
          status: 'STATUS_SUCCESS',
        },
        {
          request: 'ReadBlock block 1',
          outcome: vf === 2 ? ('waiting' as const) : ('answered' as const),
          ...(vf === 2 ? {} : { status: 'NDIS_STATUS_SUCCESS', value: 'a' }),
        },
        { request: 'ReadConfig at 0x0', outcome: 'not sent' as const },
      ],
    })),
  ],
  steps: 120,
  timeMs: 500,
  sent: 130,
  received: [
    { kind: 'pf', count: 70 },
    { kind: 'guest vf', count: 50 },
  ],
  vfs: [
    { vf: 0, life: ['assigned at 30', 'usable at 50'] },
    { vf: 1, life: [] },
  ],
  held: ['NoDoubleCompletion', 'VfQuiet', 'VfQuiet', 'Irql'],
  reached: ['Invalidated'],
  notReached: ['CancelWon'],
  violations: [],
  pending: [
    {
      id: 'a',
      request: 'OID_SRIOV_RESET_VF',
      requester: 'vstack',
      owner: 'pf',
      since: 99,
      pended: true,
    },
  ],
  verdict: { kind: 'violated', text: 'DoubleCompletion, first at step 99 of 120 steps' },
};

test('the summary tells clients that fared alike once, and counts names that occur several times', () => {
  expect(summaryText(summary, plain, 80)).toMatchInlineSnapshot(`
    "administrator
      StartDevice                         STATUS_SUCCESS
      AssignVf VF 0 to 1                  STATUS_SUCCESS
      AssignVf VF 2                       STATUS_UNSUCCESSFUL
      RemoveDevice                        STATUS_SUCCESS  expected STATUS_UNSUCCESS…
    application.vf0 to vf1 (2 alike)
      AwaitDeviceInterface VF 0, arrival  STATUS_SUCCESS
      ReadBlock block 1                   NDIS_STATUS_SUCCESS 'a'
      ReadConfig at 0x0                   not sent
    application.vf2
      AwaitDeviceInterface VF 2, arrival  STATUS_SUCCESS
      ReadBlock block 1                   no answer came
      ReadConfig at 0x0                   not sent
    VF 0         assigned at 30, usable at 50
    VF 1         never there
    messages     120 delivered in 500 ms of virtual time, 130 sent; received by pf
                 70, guest vf 50
    held         Irql, NoDoubleCompletion, VfQuiet (2)
    seen         Invalidated
    not reached  CancelWon
    pending      OID_SRIOV_RESET_VF of vstack is with pf since step 99
    violated: DoubleCompletion, first at step 99 of 120 steps"
  `);
});

test('a violation tells rule, bug check, step and what happened, folded to the width', () => {
  const violation = {
    property: 'DoubleCompletion',
    rule: 'every IRP is completed exactly once, and nobody touches it afterwards',
    bugcheck: 'MULTIPLE_IRP_COMPLETE_REQUESTS (0x44)',
    step: 99,
    detail: 'vbd.vf0 completed IOCTL_VPCI_READ_BLOCK (read) a second time, with STATUS_CANCELLED',
  };
  expect(violationText(violation, plain, 60)).toMatchInlineSnapshot(`
    "violated: DoubleCompletion
      rule      every IRP is completed exactly once, and nobody
                touches it afterwards
      bug check MULTIPLE_IRP_COMPLETE_REQUESTS (0x44)
      step      99
      what      vbd.vf0 completed IOCTL_VPCI_READ_BLOCK (read) a
                second time, with STATUS_CANCELLED"
  `);
});
