/** Makes the document of the viewer: from a system and what was found in it. */
import type { Coverage } from '../../explore/index.ts';
import type { ViewDocument, ViewProperty } from '../view-data.ts';
import { viewFormat, viewVersion } from '../view-data.ts';
import { chartsOf } from './charts.ts';
import { lanesOf } from './lanes.ts';
import type { OutcomeBounds } from './outcomes.ts';
import { wellFormed } from './plain.ts';
import type { Shown, ShownRun } from './runs.ts';
import { shownRuns, withOutcomes } from './runs.ts';
import type { ViewSystem } from './system.ts';

export interface DocumentInput extends Shown {
  readonly system: ViewSystem;
  /** What was run, in a line. */
  readonly heading: string;
  readonly facts?: ViewDocument['facts'];
  readonly command?: string;
  readonly mode?: ViewDocument['mode'];
  /** What an exploration visited. */
  readonly visited?: Coverage;
  readonly properties?: readonly ViewProperty[];
  /** How much is searched behind what was possible in the steps of a failing run. */
  readonly bounds?: OutcomeBounds;
}

/** A document with the schedules of its runs, for whoever answers the page. */
export interface MadeDocument {
  readonly document: ViewDocument;
  readonly runs: readonly ShownRun[];
}

export async function viewDocument(input: DocumentInput): Promise<ViewDocument> {
  return (await madeDocument(input)).document;
}

export async function madeDocument(input: DocumentInput): Promise<MadeDocument> {
  const { system, heading, facts = [], command, mode = 'file', visited } = input;
  const { properties, bounds } = input;
  const { charts, keyOf } = await chartsOf(system.spec, visited);
  const [first, ...others] = shownRuns(system, input);
  const runs = [withOutcomes(system, first, bounds), ...others];
  const document: ViewDocument = {
    format: viewFormat,
    version: viewVersion,
    title: wellFormed(heading),
    facts: facts.map(([label, value]) => [wellFormed(label), wellFormed(value)] as const),
    ...(command === undefined ? {} : { command: wellFormed(command) }),
    mode,
    charts,
    lanes: lanesOf(system, keyOf),
    runs: runs.map(({ run }) => run),
    ...(properties === undefined ? {} : { properties }),
  };
  return { document, runs };
}
