import { describe, expect, test } from 'vitest';
import { StepRenderer, styleFor } from '../../src/report/index.ts';
import { lanesOf, stepOf, story } from './hand-made.ts';

/** The lines of these steps at this width, without colours unless asked for. */
function lines(width: number, vfs = 2, colour = false, steps = story): string {
  const renderer = new StepRenderer({ lanes: lanesOf(vfs), width, style: styleFor(colour) });
  return steps.map((step) => renderer.line(step)).join('\n');
}

describe('the lines of a run', () => {
  test('show lanes, cut at the width of the terminal', () => {
    expect(lines(110)).toMatchInlineSnapshot(`
      " step  time cl │ pnp vst ndis pf vbd pci dev │ pnp vpci vbd ndis vf  message
          1   0ms ├─────────▶   ·   ·   ·   ·   ·  │  ·   ·    ·   ·   ·   administrator AssignVf VF 1  vf1: absent…
          2       ·  │  ·   ├───▶   ·   ·   ·   ·  │  ·   ·    ·   ·   ·   OID_NIC_SWITCH_ALLOCATE_VF @PASSIVE (Ndi…
          3       ·  │  ·   ·   ◀───┤   ·   ·   ·  │  ·   ·    ·   ·   ·   OID_NIC_SWITCH_ALLOCATE_VF PENDING pf ow…
          4       ·  │  ·   ·   ·   ·   ·   ├───▶  │  ·   ·    ·   ·   ·   ConfigWrite 01:10.0, at 0x168, 2 bytes,…
          5 500ms ·  │  ·   ·   ·   ●   ·   ·   ·  │  ·   ·    ·   ·   ·   timer after 500 ms
          6       ·  │  ·   ·   ·   ·   ·   ·   ·  │  ·   ├────────▶   ·   g1→vf1 IOCTL_VPCI_READ_BLOCK CANCELLED b…
          7       ·  │  ·   ·   ◀───┤   ·   ·   ·  │  ·   ·    ·   ·   ·   NdisMInvalidateConfigBlock VF 1, mask 0x…"
    `);
  });

  test('name the VF or the guest where several share a lane', () => {
    expect(lines(160)).toContain(
      ' g1→vf1 IOCTL_VPCI_READ_BLOCK CANCELLED block 2 (IoCompleteRequest) UNEXPECTED\n',
    );
  });

  test('name sender and receiver where there is no room for lanes', () => {
    expect(lines(80)).toMatchInlineSnapshot(`
      " step  time from → to                message
          1   0ms administrator → vstack   AssignVf VF 1  vf1: absent → allocating
          2       vstack → ndis            OID_NIC_SWITCH_ALLOCATE_VF @PASSIVE (NdisO…
          3       pf → ndis                OID_NIC_SWITCH_ALLOCATE_VF PENDING pf owns…
          4       pci → device             ConfigWrite 01:10.0, at 0x168, 2 bytes, =…
          5 500ms timer → pf               after 500 ms
          6       vpci.g1 → ndis.vf1       IOCTL_VPCI_READ_BLOCK CANCELLED block 2 (I…
          7       pf → ndis                NdisMInvalidateConfigBlock VF 1, mask 0x8…"
    `);
  });

  test('are never wider than the terminal', () => {
    for (const width of [40, 60, 80, 100, 120, 160]) {
      for (const line of lines(width).split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  test('do not name the VF where there is only one', () => {
    const step = stepOf({ from: 'vpci.g0', to: 'ndis.vf0', message: { type: 'X' } });
    expect(lines(160, 2, false, [step])).toContain(' g0→vf0 X');
    expect(lines(160, 1, false, [step])).not.toContain('vf0');
  });

  test('repeat the labels every forty lines', () => {
    const steps = Array.from(
      { length: 81 },
      () => story[0] ?? stepOf({ from: 'a', to: 'b', message: {} }),
    );
    const labels = lines(120, 1, false, steps)
      .split('\n')
      .filter((line) => line.includes('message'));
    expect(labels).toHaveLength(3);
  });

  test('colour the status, and dim registers', () => {
    const coloured = lines(160, 2, true);
    expect(coloured).toContain('\u001b[33m PENDING\u001b[39m');
    expect(coloured).toContain('\u001b[31m CANCELLED\u001b[39m');
    const registers = coloured.split('\n').find((line) => line.includes('ConfigWrite'));
    expect(registers).toContain('\u001b[2mConfigWrite\u001b[22m');
  });

  test('do not let a message steer the terminal', () => {
    const message = { type: 'WriteBlock', block: '\u001b[2J' };
    expect(lines(160, 1, false, [stepOf({ from: 'vf0', to: 'pf', message })])).not.toContain(
      '\u001b',
    );
  });
});
