/**
 * A gear controller, its gear box, clutch, engine and user: Lindahl, Pettersson and Wang Yi, "Formal Design and
 * Analysis of a Gear Controller" (1998), in the discrete time of BEEM's `gear.1` (Pelanek 2007). LTSmin's test suite
 * publishes
 * 2,689 states, 3,567 transitions and 16 deadlocks (utwente-fmt/ltsmin, testsuite/alg_backends_dve, 13ee338).
 */
import type { Edge, Process } from './handshake.ts';
import { handshake } from './handshake.ts';

/** Clocks count down to zero; `off` is one that does not run. */
const off = 255;

interface Car {
  readonly box: number;
  readonly clutch: number;
  readonly engine: number;
  readonly control: number;
  readonly to: number;
  readonly gear: number;
  readonly direction: number;
}

type Clock = 'box' | 'clutch' | 'engine' | 'control';
type Rest = Partial<Omit<Edge<Car>, 'from' | 'to'>>;

const edge = (from: string, to: string, rest: Rest = {}): Edge<Car> => ({ from, to, ...rest });
const set = (clock: Clock, time: number) => ({ effect: () => ({ [clock]: time }) });
const atMost = (clock: Clock, time: number) => ({ guard: (car: Car) => car[clock] <= time });
const over = (clock: Clock) => ({ guard: (car: Car) => car[clock] === 0 });
const running = (clock: Clock) => ({ guard: (car: Car) => car[clock] > 0 });
const sync = (on: `${string}!` | `${string}?`) => ({ sync: on });
const toNeutral = { guard: ({ to }: Car) => to === 0 };
const toGear = { guard: ({ to }: Car) => to !== 0 };

const clutch: Process<Car> = {
  begin: 'closed',
  edges: [
    edge('closed', 'opening', { ...sync('open clutch?'), ...set('clutch', 3) }),
    edge('opening', 'open', { ...atMost('clutch', 1), ...sync('is open!'), ...set('clutch', off) }),
    edge('opening', 'error open', { ...over('clutch'), ...set('clutch', off) }),
    edge('open', 'closing', { ...sync('close clutch?'), ...set('clutch', 3) }),
    edge('closing', 'closed', {
      ...atMost('clutch', 1),
      ...sync('is closed!'),
      ...set('clutch', off),
    }),
    edge('closing', 'error close', { ...over('clutch'), ...set('clutch', off) }),
  ],
};

const box: Process<Car> = {
  begin: 'neutral',
  edges: [
    edge('neutral', 'closing', { ...sync('set gear?'), ...set('box', 6) }),
    edge('closing', 'error idle', { ...over('box'), ...set('box', off) }),
    edge('closing', 'idle', { ...atMost('box', 4), ...sync('gear set!'), ...set('box', off) }),
    edge('idle', 'opening', { ...sync('set neutral?'), ...set('box', 4) }),
    edge('opening', 'error neutral', { ...over('box'), ...set('box', off) }),
    edge('opening', 'neutral', {
      ...atMost('box', 2),
      ...sync('gear neutral!'),
      ...set('box', off),
    }),
  ],
};

const engine: Process<Car> = {
  begin: 'initial',
  edges: [
    edge('initial', 'find speed', { ...sync('ask speed?'), ...set('engine', 4) }),
    edge('find speed', 'clutch open', over('engine')),
    edge('find speed', 'speed', {
      ...atMost('engine', 3),
      ...sync('speed set!'),
      ...set('engine', 10),
    }),
    edge('clutch open', 'initial', toNeutral),
    edge('clutch open', 'clutch close', { ...toGear, ...set('engine', 18) }),
    edge('speed', 'error speed', { ...over('engine'), ...set('engine', off) }),
    edge('speed', 'torque', {
      ...running('engine'),
      ...sync('ask torque?'),
      ...set('engine', off),
    }),
    edge('clutch close', 'error speed', { ...over('engine'), ...set('engine', off) }),
    edge('clutch close', 'torque', {
      ...atMost('engine', 16),
      ...sync('ask torque?'),
      ...set('engine', off),
    }),
    edge('torque', 'less torque', { ...sync('ask no torque?'), ...set('engine', 8) }),
    edge('less torque', 'clutch open', over('engine')),
    edge('less torque', 'no torque', {
      ...atMost('engine', 5),
      ...sync('torque is zero!'),
      ...set('engine', off),
    }),
    edge('no torque', 'initial', toNeutral),
    edge('no torque', 'find speed', { ...toGear, ...sync('ask speed?'), ...set('engine', 4) }),
  ],
};

const shifted = (by: number) => ({ effect: ({ gear }: Car) => ({ gear: gear + by }) });

const user: Process<Car> = {
  begin: 'gear',
  edges: [
    edge('gear', 'up', { guard: ({ gear }) => gear < 5, ...sync('new gear!'), value: 1 }),
    edge('up', 'gear', { ...sync('done?'), ...shifted(1) }),
    edge('gear', 'down', { guard: ({ gear }) => gear > -1, ...sync('new gear!'), value: -1 }),
    edge('down', 'gear', { ...sync('done?'), ...shifted(-1) }),
  ],
};

const control: Process<Car> = {
  begin: 'gear',
  edges: [
    edge('gear', 'initiate', {
      ...sync('new gear?'),
      effect: ({ to }, direction) => ({ direction, to: to + direction }),
    }),
    edge('initiate', 'check torque', {
      guard: ({ gear }) => gear !== 0,
      ...sync('ask no torque!'),
      ...set('control', 5),
    }),
    edge('initiate', 'ask speed', { guard: ({ gear }) => gear === 0 }),
    edge('ask speed', 'changed', toNeutral),
    edge('ask speed', 'check speed', { ...toGear, ...sync('ask speed!'), ...set('control', 3) }),
    edge('check speed', 'set gear', { ...running('control'), ...sync('speed set?') }),
    edge('check speed', 'check clutch', {
      ...over('control'),
      ...sync('open clutch!'),
      ...set('control', 4),
    }),
    edge('set gear', 'check gear', { ...sync('set gear!'), ...set('control', 7) }),
    edge('check gear', 'ask torque', { ...sync('gear set?'), ...set('control', 0) }),
    edge('check gear', 'error set', { ...over('control'), ...set('control', off) }),
    edge('ask torque', 'changed', sync('ask torque!')),
    edge('changed', 'gear', { ...sync('done!'), ...set('control', off) }),
    edge('check torque', 'set neutral', { ...running('control'), ...sync('torque is zero?') }),
    edge('check torque', 'check clutch 2', {
      ...over('control'),
      ...sync('open clutch!'),
      ...set('control', 4),
    }),
    edge('set neutral', 'check neutral', { ...sync('set neutral!'), ...set('control', 5) }),
    edge('check neutral', 'ask speed', sync('gear neutral?')),
    edge('check neutral', 'error neutral', { ...over('control'), ...set('control', off) }),
    edge('check clutch 2', 'error clutch', { ...over('control'), ...set('control', off) }),
    edge('check clutch 2', 'clutch open 2', { ...sync('is open?'), ...set('control', 0) }),
    edge('clutch open 2', 'check neutral 2', { ...sync('set neutral!'), ...set('control', 5) }),
    edge('check neutral 2', 'error neutral', { ...over('control'), ...set('control', off) }),
    edge('check neutral 2', 'set gear 2', { ...sync('gear neutral?'), ...set('control', 0) }),
    edge('set gear 2', 'check gear 2', { ...toGear, ...sync('set gear!'), ...set('control', 7) }),
    edge('set gear 2', 'check closed 2', {
      ...toNeutral,
      ...sync('close clutch!'),
      ...set('control', 4),
    }),
    edge('check clutch', 'error clutch', over('control')),
    edge('check clutch', 'clutch open', { ...sync('is open?'), ...set('control', 0) }),
    edge('clutch open', 'check gear 2', { ...sync('set gear!'), ...set('control', 7) }),
    edge('check gear 2', 'error set', { ...over('control'), ...set('control', off) }),
    edge('check gear 2', 'clutch close', { ...sync('gear set?'), ...set('control', 0) }),
    edge('clutch close', 'check closed', { ...sync('close clutch!'), ...set('control', 4) }),
    edge('check closed', 'ask torque', { ...sync('is closed?'), ...set('control', 0) }),
    edge('check closed', 'error close', { ...over('control'), ...set('control', off) }),
    edge('check closed 2', 'error close', { ...over('control'), ...set('control', off) }),
    edge('check closed 2', 'changed', { ...sync('is closed?'), ...set('control', 0) }),
  ],
};

const clocks = ['box', 'clutch', 'engine', 'control'] as const;

/** Time passes while no clock has run out. */
const time: Process<Car> = {
  begin: 'always',
  edges: [
    edge('always', 'always', {
      guard: (car) => clocks.every((clock) => car[clock] !== 0),
      effect: (car) =>
        Object.fromEntries(
          clocks.map((clock) => [clock, car[clock] === off ? off : car[clock] - 1]),
        ),
    }),
  ],
};

export const gearControl = handshake<Car>([clutch, box, engine, user, control, time], {
  box: off,
  clutch: off,
  engine: off,
  control: off,
  to: 0,
  gear: 0,
  direction: 0,
});
