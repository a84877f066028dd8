/** Exports for people: the lanes, and the life of each request. */
import { expect, test } from 'vitest';
import { exportFormats } from '../../src/report/export/index.ts';
import { StepRenderer, styleFor } from '../../src/report/index.ts';
import { hostileExport, hostileTexts, race, raceExport } from './export-cases.ts';
import { lanesOf } from './hand-made.ts';

const { lanes, irp } = exportFormats;
/** What no line may have: it would steer a terminal, or cannot be encoded. */
const harmful = /[^\P{Cc}\n]|\p{Cs}|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

test('the lanes are those of the terminal, nothing cut off, with what is wrong below', () => {
  const renderer = new StepRenderer({ lanes: lanesOf(1), width: 500, style: styleFor(false) });
  const lines = race.map((step) => renderer.line(step));
  lines.splice(5, 0, '      ▲ first of the racing pair');
  lines.push(
    '      ▲ second of the racing pair',
    '      ▲ violated: DoubleCompletion: completed twice',
    'at the end: violated: NothingLost: vf0 waits',
  );
  expect(lanes(raceExport)).toBe(`${lines.join('\n')}\n`);
});

test('a request is shown with its stack, its history, and for whom it was made', () => {
  expect(irp(raceExport)).toBe(`2 requests of a small race: 1 pending after step 7

IOCTL_VPCI_READ_BLOCK (read) of vf0: pending since step 2, vpci.g0 owns it, marked pending
 > [2] vpci.g0, from ndis.vf0 at step 3
   [1] ndis.vf0, from vf0 at step 2
        2  vf0 asks ndis.vf0: IOCTL_VPCI_READ_BLOCK
        3  ndis.vf0 passes it down to vpci.g0: IOCTL_VPCI_READ_BLOCK
        4  vpci.g0 says "pending" to vf0: IOCTL_VPCI_READ_BLOCK.return STATUS_PENDING
        5  vf0 cancels it at vpci.g0: IoCancelIrp
        5  vpci.g0 completes it, to vf0: IOCTL_VPCI_READ_BLOCK STATUS_CANCELLED
        7  vpci.g0 completes it, to vf0: IOCTL_VPCI_READ_BLOCK STATUS_SUCCESS
        7  violated: DoubleCompletion: completed twice

VPCI_READ_BLOCK (p1) of vpci.g0: completed STATUS_SUCCESS at step 7
   [1] vstack, from vpci.g0 at step 6
        6  vpci.g0 asks vstack: VPCI_READ_BLOCK
        6  vstack completes it, to vpci.g0: VPCI_READ_BLOCK.completion STATUS_SUCCESS
        7  vstack completion reaches vpci.g0: VPCI_READ_BLOCK.completion STATUS_SUCCESS
        7  violated: DoubleCompletion: completed twice
`);
});

test('a part shows the requests that live in it, as they are at its end', () => {
  const early = irp({ ...raceExport, to: 3 });
  expect(early).toContain('1 requests of a small race: 1 pending after step 3');
  expect(early).not.toContain('IoCancelIrp');
  expect(irp({ ...raceExport, from: 7 })).toContain('1 pending after steps 7 to 7');
});

test('hostile strings make no lines, and steer no terminal', () => {
  const text = irp(hostileExport());
  expect(text).not.toMatch(harmful);
  expect(text.split('\n').filter((line) => / asks /.test(line))).toHaveLength(hostileTexts.length);
  expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(400);
  const drawn = lanes(hostileExport());
  expect(drawn).not.toMatch(harmful);
  expect(drawn.split('\n').filter((line) => /^ +\d+ /.test(line))).toHaveLength(
    hostileTexts.length,
  );
});
