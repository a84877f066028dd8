/** Z52: the device is revoked while requests are in flight, and the host still answers them. */
import { act } from '../../machines/vpci/act.ts';
import { failed } from '../../machines/vpci/requests.ts';
import { createVpciBus } from '../../machines/vpci-bus.ts';
import { busContext, readIoctl, runningGuest, unassign } from './bench-guest.ts';
import { cameUp } from './bench-host.ts';
import type { ZooEntry, ZooSystem } from './entry.ts';

/** What ends without the host gives its transaction id back at once. */
const hasty = createVpciBus({ slots: 1 }).provide({
  actions: {
    failOutstanding: act('*', ({ context, slot }) => {
      const ended = context.outstanding.filter(
        (each) => each.slot === slot && each.completion === undefined,
      );
      return {
        change: { outstanding: context.outstanding.filter((each) => !ended.includes(each)) },
        sent: ended.flatMap(failed),
      };
    }),
  } as never,
});

function system(vpci?: typeof hasty): ZooSystem {
  return runningGuest({
    ...(vpci === undefined ? {} : { vpci }),
    clients: { administrator: [unassign], application: [readIoctl] },
    situations: [
      cameUp(
        'AnswerIsDueAfterRevoke',
        'a request has ended without the host, whose answer is still to come',
        ['vpci.g0'],
        (view) => busContext(view).abandoned.length > 0,
      ),
    ],
  });
}

export const z52: ZooEntry = {
  id: 'Z52',
  title: 'a device is revoked while requests are in flight',
  source:
    'OpenVMM, commits 9171c3f383aa83c4e797475f42530771c3600345 (#1100), 5ca4657633682dd94db819c4e51fc232367d9633 ' +
    '(#1861), 68e092916b4c8cfd5262a6423d5c4aa730b3bd84 (#1296)',
  story:
    'The guest has a request under way when the host takes the device back. The guest ends the request itself and frees ' +
    'what it kept of it, the id included. But the host had the request already, and answers: the answer has no owner, ' +
    'and the driver that takes this for impossible goes down; with the id in use again it would be worse, an answer to ' +
    'the wrong request. The fix: an id is free only when its answer has come, or the channel is closed. Which requests ' +
    'are still answered after a revoke is part of the contract.',
  variation: 'vpci-bus: EJECT frees the transaction ids of the requests that it ends',
  estimatedDepth: 2,
  measuredDelays: 2,
  caughtBy: 'UnexpectedMessage',
  broken: () => system(hasty as never),
  fixed: () => system(),
};
