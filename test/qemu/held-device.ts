/** A program that holds a device of QEMU until it is ended: for `orphans.test.ts`. Its argument is the device. */
import { openQemuDevice } from '../../actors/device/qemu/index.ts';

const { registers } = openQemuDevice(process.argv[2] ?? '');
process.stdout.write(`held ${JSON.stringify(registers.initial.removed)}\n`);
setInterval(() => undefined, 60_000);
