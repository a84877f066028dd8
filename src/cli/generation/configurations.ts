/**
 * In which topologies a part is worth testing. A driver has transitions that one topology never takes: with a VBD no
 * service of NDIS returns, a static switch is built at another time, a VF without a power register never sleeps.
 */
import { loadDevice } from '../../../actors/device/index.ts';
import type { StackSubjectOptions } from './stack-subject.ts';

/** The first one is the default; together they reach what can be reached of the part's statechart. */
export function stackConfigurations(part: string): readonly StackSubjectOptions[] {
  switch (part) {
    case 'pf': {
      const device = loadDevice('nvme');
      return [
        {},
        { vbd: true, device },
        { switchCreation: 'static', device },
        { switchCreation: 'static', vbd: true },
      ];
    }
    case 'vf':
      return [{}, { vbd: true }];
    case 'vbd':
      return [{}, { partition: 'guest' }];
    case 'pci':
      return [{}, { readings: { C01: 'B', C10: 'B' } }];
    case 'vpci':
      return [{}, { readings: { C05: 'A', C14: 'B' } }];
    default:
      return [{}];
  }
}
