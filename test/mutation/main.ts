/**
 * `npm run mutation`: what the generated suites find. Mutants of the drivers' sources and of their statecharts, and
 * published bugs; and what the explorer's scenarios find of the same statechart mutants.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { againstSuites, driverMutants } from './chart.ts';
import type { CodeRun, Heard } from './code.ts';
import { codeMeasured, measureCode } from './code.ts';
import type { Driver } from './drivers.ts';
import { drivers, observed } from './drivers.ts';
import type { MeasuredMutant } from './measured.ts';
import type { Options } from './options.ts';
import { readOptions } from './options.ts';
import { packed } from './packed-suites.ts';
import type { Prepared } from './prepared.ts';
import { compiled, prepare, stepsOf } from './prepared.ts';
import { breathe, Progress } from './progress.ts';
import { propertyTrials } from './properties.ts';
import { Report } from './report.ts';
import { criterionTable, kindTable, markdown, scoreTable, survivors } from './tables.ts';
import { measureZoo, zooTable } from './zoo.ts';

const project = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]dist[/\\]?$/, '');
const page = path.join(project, 'docs', 'mutation.md');
const tell = (text: string) => process.stderr.write(`${text}\n`);

const options = readOptions(process.argv.slice(2));
const report = new Report(options.json);
const chosen = drivers.filter(({ name }) => options.machine.includes(name));
const prepared = options.only.some((each) => each === 'code' || each === 'chart')
  ? chosen.flatMap((driver) => prepare(driver, options.criteria, tell))
  : [];
const sample =
  options.sample === undefined ? undefined : { size: options.sample, seed: options.seed };

if (prepared.length > 0) addSuites(report, prepared, options);
if (options.only.includes('code')) await code();
if (options.only.includes('chart')) await chart();
if (options.only.includes('properties')) await properties();
if (options.only.includes('zoo')) await zoo();
report.print();
if (options.write) report.writeInto(page);

function addSuites(to: Report, all: readonly Prepared[], { criteria }: Options): void {
  const rows = all.map(({ driver, variant, behaviour, suites }) => [
    `${driver.name}, ${variant.name}`,
    behaviour.states.length.toLocaleString('en-US'),
    ...suites.map((each) => {
      const cut = each.suite.truncated ? ' (cut)' : '';
      return `${stepsOf(each).toLocaleString('en-US')}${cut}`;
    }),
  ]);
  to.add({
    name: 'suites',
    text: () => markdown(['steps of each suite', 'states', ...criteria], rows),
    data: () => rows,
  });
}

async function code(): Promise<void> {
  const run: CodeRun = {
    project,
    drivers: chosen,
    shared: chosen.length === drivers.length,
    workers: options.workers,
    subjects: prepared.map((each) => {
      const { suites, stimuli } = compiled(each);
      return {
        name: `${each.driver.name} ${each.variant.name}`,
        entry: `${each.driver.entry}
${observed}`,
        suites: packed(suites, stimuli),
      };
    }),
    ...(sample === undefined ? {} : { sample }),
  };
  let heard: Heard = { ids: [], results: [] };
  const progress = new Progress('code');
  const measured = () => codeMeasured(run, heard);
  report.add({
    name: 'code',
    text: () => {
      const { mutants, leftAlone } = measured();
      const alone = [...leftAlone].map(([why, count]) => `${count} mutants left alone: ${why}.`);
      return [mutantTables(mutants), alone.join('\n')].join('\n\n');
    },
    data: () => measured().mutants,
  });
  heard = await measureCode(run, (known) => {
    heard = known;
    const tested = known.results.filter(({ status }) => status !== 'Ignored').length;
    progress.show(tested, known.ids.length);
  });
}

async function chart(): Promise<void> {
  const measure = chosen.map((driver) => {
    const own = prepared.filter((each) => each.driver === driver);
    const mutants = driverMutants(own, sample);
    return { driver, mutants, run: () => againstSuites(own, mutants) };
  });
  await mutants('chart', measure);
}

async function properties(): Promise<void> {
  await mutants('properties', trialsOf(chosen));
}

/** One driver after the other: our own stack is explored first, which takes a while. */
function* trialsOf(all: readonly Driver[]): Generator<Measure> {
  for (const driver of all) yield { driver, ...propertyTrials(driver, sample) };
}

interface Measure {
  readonly driver: Driver;
  readonly mutants: readonly unknown[];
  readonly run: () => Iterable<MeasuredMutant>;
}

async function mutants(name: 'chart' | 'properties', all: Iterable<Measure>): Promise<void> {
  const found: MeasuredMutant[] = [];
  report.add({ name, text: () => mutantTables(found, name === 'chart'), data: () => found });
  for (const { driver, mutants: own, run } of all) {
    const progress = new Progress(`${name} of ${driver.name}`);
    let done = 0;
    for (const each of run()) {
      found.push(each);
      done += 1;
      progress.show(done, own.length);
      await breathe();
    }
  }
}

function mutantTables(mutants: readonly MeasuredMutant[], bySuite = true): string {
  const steps = (name: string) =>
    prepared
      .flatMap(({ suites }) => suites.filter((each) => each.name === name).map(stepsOf))
      .reduce((sum, each) => sum + each, 0)
      .toLocaleString('en-US');
  const names = bySuite
    ? options.criteria
    : [...new Set(mutants.flatMap(({ killedBy }) => killedBy))].sort();
  const tables = [
    scoreTable(mutants),
    criterionTable(mutants, names, bySuite ? steps : () => ''),
    ...(bySuite ? [kindTable(mutants, names)] : []),
    ...(options.survivors ? [survivors(mutants)] : []),
  ];
  return tables.join('\n\n');
}

async function zoo(): Promise<void> {
  const rows: Awaited<ReturnType<typeof measureZoo>>[] = [];
  report.add({ name: 'zoo', text: () => zooTable(rows.flat()), data: () => rows.flat() });
  rows.push(await measureZoo(tell));
}
