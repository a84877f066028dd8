import { expect, test } from 'vitest';
import { builtinProfiles, describeDevice } from '../../actors/device/index.ts';
import { intelE810 } from '../../actors/device/profiles/intel-e810.ts';
import { wrapped } from './vocabulary.ts';

test('a device is described in the words of lspci', () => {
  expect(wrapped(describeDevice(intelE810()))).toMatchInlineSnapshot(`
    "3b:00.0 8086:1592 (rev 02), class 020000: intel-e810, built-in profile
    	Subsystem: 8086:0001
    	Region 0: Memory (64-bit, prefetchable) [size=32M]
    	Region 3: Memory (64-bit, prefetchable) [size=64K]
    	Capabilities: [40] PowerManagement, [70] MsiX, [a0] PciExpress, [100]
    AdvancedErrorReporting, [150] AlternativeRoutingId, [160] SingleRootIov
    	Capabilities: [160] Single Root I/O Virtualization (SR-IOV)
    		IOVCap:	Migration- 10BitTagReq-
    		Initial VFs: 256, Total VFs: 256, Number of VFs: 0, Function Dependency Link:
    00
    		VF offset: 8, stride: 1, Device ID: 1889
    		Supported Page Size: 00000553, System Page Size: 00000001
    		Region 0: Memory (64-bit, prefetchable) [size=128K]
    		Region 3: Memory (64-bit, prefetchable) [size=16K]
    	VF capabilities: [70] MsiX, [a0] PciExpress, [150] AlternativeRoutingId
    	VFs: 0 at 3b:01.0 (rid 0x3b08), 1 at 3b:01.1 (rid 0x3b09), 2 at 3b:01.2 (rid
    0x3b0a), ..., 255 at 3c:00.7 (rid 0x3c07)"
  `);
});

test('every built-in profile is called by its name', () => {
  const names = Object.keys(builtinProfiles);
  expect(names.map((name) => builtinProfiles[name]?.().name)).toEqual(names);
});
