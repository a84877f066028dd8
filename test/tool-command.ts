/** The command lines of the tools that come with the project: `npm run bench`, `prove`, `conformance`, `mutation`. */
import { Command, InvalidArgumentError, Option } from 'commander';

/** A strange option or value is told with the legal ones; exit status 2, as of `sriov-sim` itself. */
export function toolCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .allowExcessArguments(false)
    .showHelpAfterError()
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

/** A list of known names, separated by commas; they come in the order in which they are known. */
export function listOf(
  flags: string,
  text: string,
  known: readonly string[],
  initial: readonly string[] = known,
): Option {
  return new Option(flags, `${text}, separated by commas: ${known.join(', ')}`)
    .default(initial, initial.length === known.length ? 'all' : initial.join(','))
    .argParser((value: string) => {
      const asked = value.split(',').filter((each) => each !== '');
      const strange = asked.find((each) => !known.includes(each));
      if (strange !== undefined) throw new InvalidArgumentError(`'${strange}' is not known.`);
      return known.filter((each) => asked.includes(each));
    });
}

/** A whole number above zero. */
export function count(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('Not a count.');
  return number;
}

/** Whole numbers above zero, separated by commas. */
export function counts(value: string): readonly number[] {
  return value.split(',').map(count);
}
