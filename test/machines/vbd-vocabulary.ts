/** The virtual bus driver on a stage, in the states that its tests start from, and what its peers say. */
import { expect } from 'vitest';
import type { VbdContext } from '../../machines/vbd/context.ts';
import { vbd } from '../../machines/vbd.ts';
import type { Line } from './stage.ts';
import { onStage } from './stage.ts';

export const ok = 'STATUS_SUCCESS';
export const failed = 'STATUS_UNSUCCESSFUL';
export const virtualization = 'GUID_PCI_VIRTUALIZATION_INTERFACE';
export const vpciInterface = 'GUID_VPCI_INTERFACE_STANDARD';
export const busInterface = 'GUID_BUS_INTERFACE_STANDARD';
export const dereference = 'bus InterfaceDereference';

export type Partition = 'parent' | 'guest';
export const newVbd = (partition: Partition = 'parent') =>
  onStage<VbdContext>(
    'vbd',
    vbd,
    { partition, bus: 'bus', pnp: 'pnp', ...(partition === 'guest' ? { slot: 3 } : {}) },
    ['bus', 'pnp', 'miniport', 'other', 'ndis'],
  );
export type Vbd = ReturnType<typeof newVbd>;

export const irp = (type: string, more: object = {}) =>
  ({ type, id: 'irp', irql: 'PASSIVE_LEVEL', deviceObject: 'FDO', ...more }) as Line;
export const childIrp = (type: string, more: object = {}) =>
  irp(type, { deviceObject: 'PDO', ...more });
export const completed = (request: string, status = ok, id = 'irp', more: object = {}): Line => ({
  type: 'IoCompleteRequest',
  id,
  request,
  status,
  ...more,
});
export const granted = (id: string) => completed('IRP_MN_QUERY_INTERFACE', ok, id, { version: 1 });
export const refused = (id: string) =>
  completed('IRP_MN_QUERY_INTERFACE', 'STATUS_NOT_SUPPORTED', id);
export const call = (routine: string, parameters: object = {}, id = 'call'): Line => ({
  type: 'VbdCall',
  id,
  irql: 'DISPATCH_LEVEL',
  routine,
  parameters,
});

export function started(partition: Partition = 'parent'): Vbd {
  const driver = newVbd(partition);
  driver.tell('pnp', irp('IRP_MN_START_DEVICE'));
  driver.tell('bus', completed('IRP_MN_START_DEVICE'));
  driver.tell('bus', granted('interface'));
  driver.tell('bus', granted('interface'));
  return driver;
}
/** Its own query-remove went through: nothing is held. */
export function removePending(): Vbd {
  const driver = started();
  driver.tell('pnp', irp('IRP_MN_QUERY_REMOVE_DEVICE'));
  driver.tell('bus', completed('IRP_MN_QUERY_REMOVE_DEVICE'));
  return driver;
}
/** The DPC and the work item of the first queued request run: what the bus is asked. */
export function serve(driver: Vbd): readonly Line[] {
  expect(driver.runDeferred()).toEqual([]);
  return driver.runDeferred();
}
export const own = (driver: Vbd) => driver.state.split(', ')[0]?.replace('operating.function.', '');
