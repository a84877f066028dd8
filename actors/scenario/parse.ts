/** From a user's text, or a module's export, to a scenario, or to a list of everything that is wrong with it. */

import type { PlacedProblem } from './explain.ts';
import { explainIssues } from './explain.ts';
import { readJson } from './json-text.ts';
import { didYouMean } from './nearest.ts';
import { pathText, ScenarioInputError, shown } from './problems.ts';
import type { Scenario } from './schema.ts';
import { fieldsAt, scenarioSchema } from './schema.ts';

/** Longest scenario file, in bytes of UTF-8 at most: far more than anybody writes by hand. */
export const maxScenarioBytes = 1_000_000;

/** The scenario in this JSON text. Throws a {@link ScenarioInputError} that lists what is wrong, with lines. */
export function parseScenario(text: string, fileName: string): Scenario {
  if (text.length > maxScenarioBytes) {
    const words = `${text.length} characters: at most ${maxScenarioBytes} are read`;
    throw new ScenarioInputError(fileName, [{ path: '', text: words }]);
  }
  const json = readJson(text.startsWith('\ufeff') ? text.slice(1) : text);
  if (json.problems.length > 0) throw new ScenarioInputError(fileName, json.problems);
  const { scenario, problems } = examine(json.value);
  if (scenario !== undefined) return scenario;
  throw new ScenarioInputError(
    fileName,
    problems.map(({ path, text: words, keys, atName }) => ({
      path,
      text: words,
      position: json.position(keys, atName),
    })),
  );
}

/** The scenario in this value, such as a module's default export. Throws like {@link parseScenario}, without lines. */
export function checkScenario(value: unknown, fileName: string): Scenario {
  const { scenario, problems } = examine(value);
  if (scenario !== undefined) return scenario;
  throw new ScenarioInputError(fileName, problems);
}

interface Examined {
  readonly scenario?: Scenario;
  readonly problems: readonly PlacedProblem[];
}

function examine(value: unknown): Examined {
  const result = scenarioSchema.safeParse(value);
  if (!result.success) {
    return { problems: explainIssues(result.error.issues, value, (path) => fieldsAt(value, path)) };
  }
  const problems = crossProblems(result.data);
  return problems.length === 0 ? { scenario: result.data, problems } : { problems };
}

/** Actor ids that a client cannot have. */
const reserved =
  /^(pnp|pci|vbd|ndis|pf|vstack|device|vpci|vf\d*|holder|tester|timer|environment|system)$/;

/** What no schema of single fields can say: names that are used twice, that do not exist, a VF that nobody chose. */
function crossProblems(scenario: Scenario): readonly PlacedProblem[] {
  const problems: PlacedProblem[] = [];
  const say = (keys: readonly PropertyKey[], text: string) =>
    problems.push({ path: pathText(keys), keys, text });
  const { clients, stack } = scenario;
  const names = clients.map((client) => client.name);
  if ((stack.guests ?? 1) > (stack.vfs ?? stack.guests ?? 1)) {
    say(
      ['stack', 'guests'],
      `is ${stack.guests}: at most one guest per VF, and vfs is ${stack.vfs}`,
    );
  }
  for (const [index, client] of clients.entries()) {
    const keys = ['clients', index];
    if (names.indexOf(client.name) < index) {
      say([...keys, 'name'], `is ${shown(client.name)}, as another client's: names are unique`);
    }
    if (reserved.test(client.name)) {
      say([...keys, 'name'], `is ${shown(client.name)}: that is the id of a part of the stack`);
    }
    for (const [number, step] of client.steps.entries()) {
      const place = [...keys, 'steps', number];
      if (takesVf(step.do) && !('vf' in step && step.vf !== undefined) && client.each !== 'vf') {
        say(place, `${step.do} needs 'vf', since client '${client.name}' is not one per VF`);
      }
      if (step.do === 'await-client') {
        const text = awaitProblem(step.client, client.name, names);
        if (text !== undefined) say([...place, 'client'], text);
      }
    }
  }
  return problems;
}

function awaitProblem(wanted: string, own: string, names: readonly string[]): string | undefined {
  if (wanted === own) return `is ${shown(wanted)}: a client cannot wait for itself`;
  if (names.includes(wanted)) return undefined;
  return `is ${shown(wanted)}: the clients are ${names.join(', ')}${didYouMean(wanted, names)}`;
}

function takesVf(verb: string): boolean {
  return fieldsAt({ clients: [{ steps: [{ do: verb }] }] }, ['clients', 0, 'steps', 0]).includes(
    'vf',
  );
}
