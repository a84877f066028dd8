import { expect, test } from 'vitest';
import { ddi, interfaceMemberOffset, irqlAtMost, ntSuccess } from '../../src/wdk/index.ts';

test('a misspelt routine does not compile, and throws for those who do not compile', () => {
  // @ts-expect-error GetLocaton is no name in the catalogue
  expect(() => ddi('GetLocaton')).toThrow('the card of GetLocaton has no entry');
});

test('a misspelt IRQL, status or interface member does not compile', () => {
  // @ts-expect-error DISPATCH is no level
  expect(() => irqlAtMost('DISPATCH', 'APC_LEVEL')).toThrow();
  // @ts-expect-error STATUS_OK is no status
  expect(() => ntSuccess('STATUS_OK')).toThrow();
  expect(() =>
    // @ts-expect-error a VF's config space is not reached through the bus interface
    interfaceMemberOffset('BUS_INTERFACE_STANDARD', 'GetVirtualFunctionData'),
  ).toThrow('BUS_INTERFACE_STANDARD has no member GetVirtualFunctionData');
});
