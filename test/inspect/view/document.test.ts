/** The viewer's document against the session that it is made from: adding up what changed gives every situation. */
import { expect, test } from 'vitest';
import { explore } from '../../../src/explore/index.ts';
import { chartsOf } from '../../../src/inspect/view/charts.ts';
import type { DocumentInput } from '../../../src/inspect/view/document.ts';
import { applyChanges, packRun, unpackRun } from '../../../src/inspect/view/pack.ts';
import { plainJson } from '../../../src/inspect/view/plain.ts';
import { sessionOf, viewRun } from '../../../src/inspect/view/run.ts';
import { shownRuns } from '../../../src/inspect/view/runs.ts';
import type { ViewSystem } from '../../../src/inspect/view/system.ts';
import type { ViewActor, ViewRun } from '../../../src/inspect/view-data.ts';
import type { Envelope, SystemView } from '../../../src/system/index.ts';
import { scenarioRun, zooBug } from './samples.ts';

const samples: readonly (readonly [string, () => Promise<DocumentInput> | DocumentInput])[] = [
  ['bring-up, one VF', () => scenarioRun('bring-up', { vfs: 1 })],
  ['backchannel, one VF, seed 3', () => scenarioRun('backchannel', { vfs: 1 }, 3)],
  ['vf-power, no VBD', () => scenarioRun('vf-power', { vfs: 1, vbd: false })],
  ...['Z02', 'Z10', 'Z24', 'Z37', 'Z43', 'Z63'].map((id) => [id, () => zooBug(id)] as const),
];

test.each(samples)(
  '%s: what changed adds up to every situation, packed or not',
  async (_, make) => {
    const { system, ...shown } = await make();
    const runs = shownRuns(system, shown);
    const [{ run, schedule }] = runs;
    expect(run.steps.length).toBeGreaterThan(5);
    expect(run.steps).toHaveLength(schedule.length);
    addsUp(system, schedule, run);
    for (const each of runs) {
      const text = JSON.stringify(packRun(each.run));
      expect(unpackRun(JSON.parse(text))).toEqual(each.run);
      expect(text.length).toBeLessThan(JSON.stringify(each.run).length);
    }
  },
);

/** Walks along the run as the page does, and holds each place against the session's. */
function addsUp(system: ViewSystem, schedule: readonly Envelope[], run: ViewRun): void {
  const session = sessionOf(system, schedule);
  let actors = run.initial;
  let { held } = run;
  let pending: ViewRun['steps'][number]['pending'] = [];
  expect(actors).toEqual(actorsOf(session.view().view));
  const passed = [actors];
  for (const step of run.steps) {
    expect(session.forward()).toBe(true);
    const { view, record, instead } = session.view();
    const before = actors[step.to] as ViewActor;
    const after = {
      active: step.active ?? before.active,
      context: applyChanges(before.context, step.changes),
    };
    actors = { ...actors, [step.to]: after };
    passed.push(actors);
    ({ held = held, pending = pending } = step);
    expect(after).toEqual(actorsOf(view, step.to)[step.to]);
    expect(held).toEqual(system.describe?.(view) ?? []);
    expect(pending).toEqual(record?.pending);
    expect(step.instead).toHaveLength(instead.length);
    expect({ from: step.from, to: step.to, step: step.step }).toEqual({
      from: record?.from,
      to: record?.to,
      step: record?.step,
    });
  }
  expect(actors).toEqual(actorsOf(session.view().view));
  for (const step of run.steps.toReversed()) {
    const after = passed.pop()?.[step.to];
    const before = passed.at(-1)?.[step.to];
    expect(applyChanges(after?.context, step.changes, true)).toEqual(before?.context);
  }
}

/** Of all actors, or of one. */
function actorsOf(view: SystemView, only?: string): Readonly<Record<string, ViewActor>> {
  const shown = Object.entries(view).filter(([id]) => only === undefined || id === only);
  return Object.fromEntries(
    shown.map(([id, { _nodes, context }]) => {
      const active = [..._nodes].sort((a, b) => a.order - b.order).map((node) => node.id);
      return [id, { active, context: plainJson(context) }];
    }),
  );
}

test('the failing run has its explanation, the passing one beside it parts where the pair is', () => {
  const { system, ...shown } = zooBug('Z43');
  const [failing, passing] = shownRuns(system, shown);
  const { explanation, verdict, steps } = failing.run;
  expect(verdict.kind).toBe('violated');
  expect(explanation).toMatchObject({
    violationStep: 11,
    racingPair: { first: 10, second: 11 },
    tooLateFrom: 10,
    violation: { property: 'DoubleCompletion' },
  });
  expect(steps[10]?.violations).toMatchObject([{ property: 'DoubleCompletion' }]);
  expect(explanation?.sentences.join('\n')).toMatch(/Steps 10 .* and 11 .* race/);
  expect(passing?.run).toMatchObject({ verdict: { kind: 'holds' }, sameSteps: 9, pair: [10, 11] });
  const [early, late] = passing?.run.pair ?? [0, 0];
  expect(passing?.run.steps[early - 1]?.title).toBe(steps[10]?.title);
  expect(passing?.run.steps[late - 1]?.title).toBe(steps[9]?.title);
});

test('messages are followed to the step that sent them', async () => {
  const { system, schedule } = await scenarioRun('bring-up', { vfs: 1 });
  const { steps } = viewRun(system, schedule, { title: 'a run' });
  const sent = steps.filter(({ sentIn }) => sentIn !== undefined);
  expect(sent.length).toBeGreaterThan(50);
  for (const { sentIn = 0, from, to, step } of sent) {
    expect(sentIn).toBeLessThan(step);
    expect(steps[sentIn - 1]?.to).toBe(from);
    expect(steps[sentIn - 1]?.sent.map((each) => each.to)).toContain(to);
  }
  for (const { sentIn, from } of steps) {
    if (sentIn === undefined) expect(['environment', 'timer']).toContain(from);
  }
});

test('states and transitions of a run are in the charts, and among what the exploration visited', async () => {
  const { system, ...shown } = zooBug('Z43');
  const { run } = shownRuns(system, shown)[0];
  const { spec, properties = [] } = system;
  const result = explore(spec, { properties, coverage: true, reduction: 'none' });
  const { charts, keyOf } = await chartsOf(spec, result.visited);
  const of = (actor: string) => {
    const chart = charts[keyOf.get(actor) ?? ''];
    if (chart?.visited === undefined) throw new Error(`${actor} has no chart`);
    return { ...chart, visited: chart.visited };
  };
  const taken = run.steps.flatMap(({ to, transitions }) => transitions.map((id) => ({ to, id })));
  expect(taken.length).toBeGreaterThan(8);
  for (const { to, id } of taken) {
    expect(of(to).transitions).toContain(id);
    expect(of(to).visited.transitions).toContain(id);
  }
  for (const [actor, { active }] of Object.entries(run.initial)) {
    expect(of(actor).states).toEqual(expect.arrayContaining([...active]));
    expect(of(actor).visited.states).toEqual(expect.arrayContaining([...active]));
    expect(of(actor).svg).toMatch(/^<svg[\s>]/);
  }
  // Two clients have one machine, and so one chart.
  expect(Object.keys(charts).length).toBeLessThan(Object.keys(spec.actors).length);
});
