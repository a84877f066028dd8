/**
 * What all scenarios together visit of the statecharts: those of the library at one VF, with and without a VBD, and
 * those of test/stack. Writes a table into docs/proved.md; `--list` prints the transitions that are not taken, each
 * with its group. `--max-states N` bounds each search. Run it built: node dist/test/conformance/coverage.js.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { stackProperties } from '../../actors/properties/index.ts';
import { scenarioNames } from '../../actors/scenario/index.ts';
import type { Stack } from '../../actors/topology.ts';
import { explore } from '../../src/explore/index.ts';
import { reachScenarios, reachStack } from '../stack/reach-scenarios.ts';
import { stackOf } from '../stack/run-scenario.ts';
import type { Charted } from '../stack/statecharts.ts';
import { chartOf, together } from '../stack/statecharts.ts';
import { count, toolCommand } from '../tool-command.ts';

const values = toolCommand('coverage', 'What all scenarios together visit of the statecharts.')
  .option('--list', 'prints the transitions that are not taken', false)
  .option('--max-states <n>', 'of each search', count, 3_000_000)
  .option('--page <file>', 'where the table goes', 'docs/proved.md')
  .parse()
  .opts<{ readonly list: boolean; readonly maxStates: number; readonly page: string }>();

/** Why a transition is not taken, as far as it shows by itself; the first that fits. */
const groups = ['taken', 'bug check', 'state not visited', 'message not sent', 'not then'] as const;
type Group = (typeof groups)[number];

const charts: Charted[] = [];

function look(stack: Stack, timers: 'idle' | 'any' = 'idle'): void {
  const { maxStates } = values;
  const properties = stackProperties(stack);
  const { visited } = explore(stack.spec, { properties, coverage: true, timers, maxStates });
  if (visited !== undefined) charts.push(chartOf(stack.spec, visited));
}

for (const name of scenarioNames()) {
  for (const vbd of [true, false]) look(stackOf(name, { vfs: 1, vbd }));
}
for (const scenario of reachScenarios) look(reachStack(scenario), scenario.timers);

const { all, visited, fatal } = together(charts);
const machineOf = (name: string) => name.slice(0, name.search(/[.:]|$/));
const eventOf = (transition: string) => transition.replace(/^.*?: (.*) #\d+$/, '$1');
/** Messages that some state of the machine takes in some order. */
const comes = new Set(
  [...visited.transitions].map((each) => `${machineOf(each)} ${eventOf(each)}`),
);
const wasIn = (state: string) =>
  visited.states.has(state) || [...visited.states].some((each) => each.startsWith(`${state}.`));

function groupOf(transition: string): Group {
  if (visited.transitions.has(transition)) return 'taken';
  if (fatal.has(transition)) return 'bug check';
  if (!wasIn(transition.slice(0, transition.indexOf(': ')))) return 'state not visited';
  return comes.has(`${machineOf(transition)} ${eventOf(transition)}`)
    ? 'not then'
    : 'message not sent';
}

const machines = [...new Set([...all.states].map(machineOf))].sort();
const rows = [...machines, ''].map((machine) => {
  const own = (names: ReadonlySet<string>) =>
    [...names].filter((name) => machine === '' || machineOf(name) === machine);
  const states = own(all.states);
  const transitions = own(all.transitions).map(groupOf);
  const counts = groups.map((group) => transitions.filter((each) => each === group).length);
  const seen = states.filter((state) => visited.states.has(state)).length;
  return [machine || 'all', `${seen} of ${states.length}`, transitions.length, ...counts];
});
const columns = ['machine', 'states visited', 'transitions', ...groups];
const table = [
  `| ${columns.join(' | ')} |`,
  `|---|${'--:|'.repeat(columns.length - 1)}`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
].join('\n');

process.stdout.write(`${table}\n`);
if (values.list) {
  for (const transition of [...all.transitions].sort()) {
    const group = groupOf(transition);
    if (group !== 'taken') process.stdout.write(`${group.padEnd(18)} ${transition}\n`);
  }
}
const [begin, end] = ['<!-- coverage: begin -->', '<!-- coverage: end -->'] as const;
const page = readFileSync(values.page, 'utf8');
const [from, to] = [page.indexOf(begin), page.indexOf(end)];
if (from >= 0 && to > from) {
  const text = `${page.slice(0, from + begin.length)}\n\n${table}\n\n${page.slice(to)}`;
  writeFileSync(values.page, text);
}
