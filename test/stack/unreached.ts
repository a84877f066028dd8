/**
 * States of the statecharts that no scenario leads to, with the reason; other tests drive them with messages of their
 * own. What is listed here and visited all the same is an error, and so is what is neither.
 */
const isDown = 'the machine is down: every property of the stack says that this does not happen';
const noIrp = 'the PnP manager sends no IRP here that is not awaited';
const noStop = 'VF Enable is set from bring-up on: the bus refuses query-stop, and no stop follows';

export const unreached: Readonly<Record<string, string>> = {
  'pci.bugcheck': isDown,
  'vbd.bugcheck': isDown,
  'ndis.bugcheck': isDown,
  'pf.bugcheck': isDown,
  'vstack.bugcheck': isDown,
  'vpci.bugcheck': isDown,
  'ndisVf.bugcheck': isDown,
  'vfMiniport.bugcheck': isDown,

  'pci.operating.pnp.stopPending': noStop,
  'pci.operating.pnp.stopped': noStop,
  'ndis.operating.pnp.stopped.passing': noStop,

  'ndis.operating.pnp.added.passing': noIrp,
  'ndis.operating.pnp.removePending.passing': noIrp,
  'ndis.operating.pnp.asleep.passing': noIrp,
  'ndis.operating.pnp.surpriseRemoved.passing': noIrp,
  'ndis.operating.pnp.removing.awaitingRelease':
    'vstack refuses a query-remove while a VF is there, and so has freed all before it comes to this',
  'ndis.operating.pnp.removing.pausing': 'the query-remove has paused the adapter already',
  'ndis.operating.presence.tellingMiniport':
    'a surprise removal comes after the start IRP is completed, when the miniport is initialised',

  'vpci.operating.channel.leavingD0':
    'the guest removes a bus that was started only when the channel is rescinded',
  'vpci.operating.channel.leavingStaleD0': 'no previous owner of the channel stays in D0 (Z15)',
  'vpci.operating.channel.awaitingRelations': 'the host sends the relations before the completion',

  'ndisVf.operating.adapter.starting.failing':
    'left in the same step: no call of NDIS is outstanding when MiniportInitializeEx fails',
  'ndisVf.operating.adapter.paused': 'MiniportRestart of the VF miniport succeeds',
  'ndisVf.operating.adapter.leaving.draining':
    'the VF miniport completes its pause when its own calls have come back',
  'ndisVf.operating.oids.completedEarly':
    'the VF miniport completes an OID after it has returned from the handler',
  'vfMiniport.operating.adapter.Shutdown': 'NDIS of the guests is not shut down',
};
