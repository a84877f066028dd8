/** The devices that come with the simulator, by name. */
import type { DeviceModel } from '../model.ts';
import { intel82576 } from './intel-82576.ts';
import { intelE810 } from './intel-e810.ts';
import { nvme } from './nvme.ts';

export const builtinProfiles: Readonly<Record<string, () => DeviceModel>> = {
  'intel-82576': intel82576,
  'intel-e810': intelE810,
  nvme,
};
