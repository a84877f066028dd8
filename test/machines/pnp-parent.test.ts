/** The parent's PnP manager: in which order it talks to the stacks of the PF, and what it tells who asked (S16). */
import { describe, expect, test } from 'vitest';
import { pnpParent } from '../../machines/pnp-parent.ts';
import type { Line, Stage } from './stage.ts';
import { names, onStage } from './stage.ts';

const ok = 'STATUS_SUCCESS';
const no = 'STATUS_UNSUCCESSFUL';
const newPnp = (...stacks: readonly string[]) =>
  onStage<{ readonly deviceState: string }>('pnp', pnpParent, { device: 'device', stacks }, [
    'device',
    'admin',
    'other',
    ...stacks,
  ]);
type Pnp = Stage<{ readonly deviceState: string }>;

const startDevice: Line = { type: 'StartDevice', id: 'ask' };
const remove: Line = { type: 'RemoveDevice', id: 'ask' };
const pullOut: Line = { type: 'SurpriseRemoveDevice', id: 'ask' };

/** Completes the IRP that is on its way, and each that follows; `refusals` are "stack MINOR" that fail. */
function complete(pnp: Pnp, lines: readonly Line[], ...refusals: readonly string[]) {
  const said = [...lines];
  for (let at = 0; at < said.length; at += 1) {
    const { to, type } = said[at] as Line;
    if (!type.startsWith('IRP_MN_')) continue;
    const name = `${to} ${type.replace('IRP_MN_', '')}`;
    const status = refusals.includes(name) ? no : ok;
    const done = { type: 'IoCompleteRequest', id: 'irp', request: type, status };
    said.push(...pnp.tell(String(to), done));
  }
  return said;
}
const minors = (lines: readonly Line[]) =>
  names(lines)
    .filter((name) => name.includes('IRP_MN_'))
    .map((name) => name.replace('IRP_MN_', ''));
function startedPnp(...stacks: readonly string[]) {
  const pnp = newPnp(...stacks);
  complete(pnp, pnp.tell('admin', startDevice));
  return pnp;
}
const answered = (type: string, status: string, to = 'admin') => ({
  to,
  from: 'pnp',
  type: `${type}.done`,
  id: 'ask',
  status,
});

describe('start', () => {
  test('every IRP is for the functional device object at PASSIVE_LEVEL', () => {
    expect(newPnp('ndis').tell('admin', startDevice)).toEqual([
      {
        to: 'ndis',
        from: 'pnp',
        type: 'IRP_MN_START_DEVICE',
        id: 'irp',
        irql: 'PASSIVE_LEVEL',
        deviceObject: 'FDO',
      },
    ]);
  });

  test('one stack is started; of two the lower one first, then its children are asked for', () => {
    const one = newPnp('ndis');
    const alone = complete(one, one.tell('admin', startDevice));
    expect(minors(alone)).toEqual(['ndis START_DEVICE']);
    expect(alone.at(-1)).toEqual(answered('StartDevice', ok));
    const two = newPnp('vbd', 'ndis');
    const both = complete(two, two.tell('admin', startDevice));
    expect(minors(both)).toEqual([
      'vbd START_DEVICE',
      'vbd QUERY_DEVICE_RELATIONS',
      'ndis START_DEVICE',
    ]);
    expect(both.at(-1)).toEqual(answered('StartDevice', ok));
  });

  test('a start that fails is followed by the remove of what has been started', () => {
    const lower = newPnp('vbd', 'ndis');
    const said = complete(lower, lower.tell('admin', startDevice), 'vbd START_DEVICE');
    expect(minors(said)).toEqual(['vbd START_DEVICE', 'vbd REMOVE_DEVICE']);
    expect(said.at(-1)).toEqual(answered('StartDevice', no));
    const upper = newPnp('vbd', 'ndis');
    const later = complete(upper, upper.tell('admin', startDevice), 'ndis START_DEVICE');
    expect(minors(later).slice(2)).toEqual([
      'ndis START_DEVICE',
      'ndis REMOVE_DEVICE',
      'vbd REMOVE_DEVICE',
    ]);
    expect(later.at(-1)).toEqual(answered('StartDevice', no));
    expect(upper.context.deviceState).toBe('absent');
    expect(complete(upper, upper.tell('admin', startDevice)).at(-1)).toEqual(
      answered('StartDevice', ok),
    );
  });

  test('what is started is not started again, and what is absent not removed', () => {
    const refused = 'STATUS_INVALID_DEVICE_STATE';
    const pnp = newPnp('ndis');
    expect(pnp.tell('admin', remove)).toEqual([answered('RemoveDevice', refused)]);
    complete(pnp, pnp.tell('admin', startDevice));
    expect(pnp.tell('admin', startDevice)).toEqual([answered('StartDevice', refused)]);
  });
});

describe('removal in order', () => {
  test('all are queried from the top down, and only then removed from the top down', () => {
    const pnp = startedPnp('vbd', 'ndis');
    const said = complete(pnp, pnp.tell('admin', remove));
    expect(minors(said)).toEqual([
      'ndis QUERY_REMOVE_DEVICE',
      'vbd QUERY_REMOVE_DEVICE',
      'ndis REMOVE_DEVICE',
      'vbd REMOVE_DEVICE',
    ]);
    expect(said.at(-1)).toEqual(answered('RemoveDevice', ok));
    expect(pnp.context.deviceState).toBe('absent');
  });

  test('a refusal calls the removal off, bottom up, at the stacks that were asked', () => {
    const top = startedPnp('vbd', 'ndis');
    const above = complete(top, top.tell('admin', remove), 'ndis QUERY_REMOVE_DEVICE');
    expect(minors(above)).toEqual(['ndis QUERY_REMOVE_DEVICE', 'ndis CANCEL_REMOVE_DEVICE']);
    expect(above.at(-1)).toEqual(answered('RemoveDevice', no));
    const bottom = startedPnp('vbd', 'ndis');
    const below = complete(bottom, bottom.tell('admin', remove), 'vbd QUERY_REMOVE_DEVICE');
    expect(minors(below)).toEqual([
      'ndis QUERY_REMOVE_DEVICE',
      'vbd QUERY_REMOVE_DEVICE',
      'vbd CANCEL_REMOVE_DEVICE',
      'ndis CANCEL_REMOVE_DEVICE',
    ]);
    expect(below.at(-1)).toEqual(answered('RemoveDevice', no));
    expect(bottom.context.deviceState).toBe('started');
  });

  test('a refusal does not stick: the next removal succeeds', () => {
    const pnp = startedPnp('ndis');
    complete(pnp, pnp.tell('admin', remove), 'ndis QUERY_REMOVE_DEVICE');
    const again = complete(pnp, pnp.tell('admin', remove));
    expect(again.at(-1)).toEqual(answered('RemoveDevice', ok));
  });
});

describe('surprise removal', () => {
  test('the hardware goes first, then SURPRISE_REMOVAL to all, then REMOVE to all', () => {
    const pnp = startedPnp('vbd', 'ndis');
    const said = complete(pnp, pnp.tell('admin', pullOut));
    expect(names(said)[0]).toBe('device PullDevice');
    expect(minors(said)).toEqual([
      'ndis SURPRISE_REMOVAL',
      'vbd SURPRISE_REMOVAL',
      'ndis REMOVE_DEVICE',
      'vbd REMOVE_DEVICE',
    ]);
    expect(said.at(-1)).toEqual(answered('SurpriseRemoveDevice', ok));
  });

  test('kernel rule 47: it goes on although a driver fails it', () => {
    const pnp = startedPnp('vbd', 'ndis');
    const said = complete(pnp, pnp.tell('admin', pullOut), 'ndis SURPRISE_REMOVAL');
    expect(minors(said)).toHaveLength(4);
  });

  test('where nothing has been started nobody is told', () => {
    const said = newPnp('ndis').tell('admin', pullOut);
    expect(names(said)).toEqual(['device PullDevice', 'admin SurpriseRemoveDevice.done']);
  });

  test('a pull while an IRP is under way: the hardware goes at once, the IRPs when that one is done', () => {
    const pnp = newPnp('ndis');
    const starting = pnp.tell('admin', startDevice);
    expect(names(pnp.tell('other', pullOut))).toEqual(['device PullDevice']);
    const said = complete(pnp, starting);
    expect(minors(said)).toEqual([
      'ndis START_DEVICE',
      'ndis SURPRISE_REMOVAL',
      'ndis REMOVE_DEVICE',
    ]);
    expect(said.at(-1)).toEqual(answered('SurpriseRemoveDevice', ok, 'other'));
  });

  test('a pull while the start fails, or while it is being removed, needs no second removal', () => {
    const starting = newPnp('ndis');
    const first = starting.tell('admin', startDevice);
    starting.tell('other', pullOut);
    const failed = complete(starting, first, 'ndis START_DEVICE');
    expect(minors(failed)).toEqual(['ndis START_DEVICE', 'ndis REMOVE_DEVICE']);
    const removing = startedPnp('ndis');
    const query = removing.tell('admin', remove);
    removing.tell('other', pullOut);
    const gone = complete(removing, query);
    expect(minors(gone)).toEqual(['ndis QUERY_REMOVE_DEVICE', 'ndis REMOVE_DEVICE']);
    expect(gone.slice(-2)).toEqual([
      answered('RemoveDevice', ok),
      answered('SurpriseRemoveDevice', ok, 'other'),
    ]);
  });

  test('a pull while a refusal is under way is carried out after the cancel-remove', () => {
    const pnp = startedPnp('ndis');
    const query = pnp.tell('admin', remove);
    pnp.tell('other', pullOut);
    const said = complete(pnp, query, 'ndis QUERY_REMOVE_DEVICE');
    expect(minors(said).slice(1)).toEqual([
      'ndis CANCEL_REMOVE_DEVICE',
      'ndis SURPRISE_REMOVAL',
      'ndis REMOVE_DEVICE',
    ]);
  });
});

describe('asks', () => {
  test('are carried out one after the other, each answered to who asked', () => {
    const pnp = newPnp('ndis');
    const first = pnp.tell('admin', startDevice);
    expect(pnp.tell('other', remove)).toEqual([]);
    expect(pnp.tell('admin', startDevice)).toEqual([]);
    const said = complete(pnp, first);
    expect(minors(said)).toEqual([
      'ndis START_DEVICE',
      'ndis QUERY_REMOVE_DEVICE',
      'ndis REMOVE_DEVICE',
      'ndis START_DEVICE',
    ]);
    expect(said.filter(({ type }) => type.endsWith('.done'))).toEqual([
      answered('StartDevice', ok),
      answered('RemoveDevice', ok, 'other'),
      answered('StartDevice', ok),
    ]);
  });

  test('a completion of another IRP than the one under way is unexpected', () => {
    const pnp = newPnp('ndis');
    const stray = {
      type: 'IoCompleteRequest',
      id: 'irp',
      request: 'IRP_MN_REMOVE_DEVICE',
      status: ok,
    };
    expect(pnp.takes('ndis', stray)).toBe('unexpected');
    pnp.tell('admin', startDevice);
    expect(pnp.takes('ndis', stray)).toBe('unexpected');
  });
});
