/**
 * What clients tell of a run: each of them got all its answers, and situations that a scenario asks
 * for came up. The latter are looked for only where some client's program has a request that can
 * lead there.
 */
import type { ClientContext, ClientStep } from '../../machines/client.ts';
import type { StateProperty, SystemView } from '../../src/system/index.ts';

/** A client of the stack: its actor's id and its program. */
export interface ClientShape {
  readonly id: string;
  readonly steps: readonly Pick<ClientStep, 'to' | 'message' | 'expect'>[];
}

const contextOf = (view: SystemView, id: string) => view[id]?.context as ClientContext | undefined;
const isDown = (view: SystemView) => Object.values(view).some((each) => each.hasTag('bugcheck'));

/**
 * When nothing can move any more, every client has all its answers. After a bug check nobody
 * answers, which another property has reported.
 */
export function nothingLost(clients: readonly ClientShape[]): StateProperty {
  return {
    kind: 'finally',
    name: 'NothingLost',
    rule: 'when nothing can move any more, nobody waits for an answer',
    source: 'kernel-rules 7, 71',
    reads: clients.map(({ id }) => id),
    each: true,
    check(view) {
      if (isDown(view)) return undefined;
      const waiting = clients.flatMap(({ id, steps }) =>
        (contextOf(view, id)?.outstanding ?? []).map((step) => waitText(id, step, steps[step])),
      );
      return waiting.length === 0 ? undefined : waiting.join('; ');
    },
  };
}

/** Every answer to a client has a status that the author of the scenario expects. */
export function expectedStatus(clients: readonly ClientShape[]): StateProperty {
  return {
    kind: 'always',
    name: 'ExpectedStatus',
    rule: 'every answer has a status that the scenario expects',
    source: 'the scenario',
    reads: clients.map(({ id }) => id),
    each: true,
    check(view) {
      for (const { id, steps } of clients) {
        const found = contextOf(view, id)?.results.find(({ expected }) => !expected);
        const asked = found === undefined ? undefined : steps[found.step];
        if (found === undefined || asked === undefined) continue;
        const { message, to, expect = [] } = asked;
        const what = `step ${found.step + 1} of ${id}, ${asText(message, to)}`;
        return `${what}: ${found.status} instead of ${expect.join(' or ')}`;
      }
      return undefined;
    },
  };
}

function waitText(id: string, step: number, asked: ClientShape['steps'][number] | undefined) {
  const what = asked === undefined ? '' : `: ${asText(asked.message, asked.to)}`;
  return `${id} waits for the answer to step ${step + 1}${what}`;
}

/** What was asked of whom; of a test driver, which call it was to make. */
function asText(message: ClientStep['message'], to: string): string {
  const { call, driver } = message as { call?: { type: string; oid?: string }; driver?: string };
  return call === undefined
    ? `${message.type} to ${to}`
    : `${call.oid ?? call.type} to ${driver}, by ${to}`;
}

interface Wanted {
  readonly name: string;
  readonly rule: string;
  /** Requests that can lead there. */
  readonly asks: readonly string[];
  /** Requests in whose answers it shows, where these are others. */
  readonly shownBy?: readonly string[];
  readonly statuses: readonly string[];
}

const ok = ['STATUS_SUCCESS', 'NDIS_STATUS_SUCCESS'];
const wanted: readonly Wanted[] = [
  { name: 'BlockRead', rule: 'a VF driver reads a block', asks: ['ReadBlock'], statuses: ok },
  { name: 'BlockWritten', rule: 'a VF driver writes a block', asks: ['WriteBlock'], statuses: ok },
  {
    name: 'ConfigSpaceAccessed',
    rule: 'a VF driver reads or writes its config space',
    asks: ['ReadConfig', 'WriteConfig'],
    statuses: ok,
  },
  {
    name: 'VfTornDown',
    rule: 'a VF is taken back',
    asks: ['UnassignVf', 'RevokeVf'],
    statuses: ok,
  },
  { name: 'VfReset', rule: 'a VF is reset', asks: ['ResetVf'], statuses: ok },
  {
    name: 'PfRemoved',
    rule: 'the PF is removed, in order or pulled out',
    asks: ['RemoveDevice', 'SurpriseRemoveDevice'],
    statuses: ok,
  },
  {
    name: 'IrpCancelled',
    rule: 'a pended IRP ends as cancelled',
    asks: ['CancelBlock'],
    shownBy: ['ReadBlock', 'WriteBlock'],
    statuses: ['STATUS_CANCELLED', 'NDIS_STATUS_REQUEST_ABORTED'],
  },
  {
    name: 'QueryRemoveIsRefused',
    rule: 'somebody refuses a query-remove',
    asks: ['RemoveDevice'],
    statuses: ['STATUS_UNSUCCESSFUL'],
  },
];

/**
 * Whether some client has such a request, whose author does not expect another end than one of
 * these.
 */
export function isAskedFor(
  clients: readonly ClientShape[],
  asks: readonly string[],
  statuses: readonly string[] = ok,
): boolean {
  return clients.some(({ steps }) =>
    steps.some(
      ({ message, expect = statuses }) =>
        asks.includes(message.type) && expect.some((status) => statuses.includes(status)),
    ),
  );
}

/** What the clients of this stack can hope for. */
export function wantedSituations(clients: readonly ClientShape[]): readonly StateProperty[] {
  return wanted
    .filter(({ asks, shownBy, statuses }) =>
      isAskedFor(clients, asks, shownBy === undefined ? statuses : ok),
    )
    .map(({ name, rule, asks, shownBy = asks, statuses }) => ({
      kind: 'sometimes',
      name,
      rule,
      source: 'the scenario asks for it',
      reads: clients.map(({ id }) => id),
      each: true,
      check: (view) =>
        clients.find(({ id, steps }) =>
          contextOf(view, id)?.results.some(
            ({ step, status }) =>
              statuses.includes(status) && shownBy.includes(steps[step]?.message.type ?? ''),
          ),
        )?.id,
    }));
}
