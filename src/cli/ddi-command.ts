/** `sriov-sim ddi [NAME]`: what the model knows of a routine, OID, IOCTL, IRP or structure. */
import type { Command } from 'commander';
import { renderDdiCard, renderDdiList } from '../report/index.ts';
import {
  CONTRADICTION,
  closestDdiNames,
  ddiCards,
  findDdi,
  isContradictionId,
} from '../wdk/index.ts';
import { UsageError } from './errors.ts';
import type { CliIo } from './io.ts';
import { printJson, terminalOf } from './io.ts';

interface Flags {
  readonly json?: boolean;
  readonly color?: boolean;
}

export function addDdiCommand(program: Command, io: CliIo): void {
  program
    .command('ddi')
    .summary('what the model knows of a routine, OID, IOCTL or IRP')
    .description('Prints the card of one name, or the list of all.')
    .argument('[name]', 'such as OID_NIC_SWITCH_ALLOCATE_VF or EnableVirtualization, in any case')
    .option('--json', 'one JSON document')
    .option('--no-color', 'no colours')
    .action((name: string | undefined, flags: Flags) => {
      if (name === undefined) printList(flags, io);
      else printCard(name, flags, io);
    });
}

function printList(flags: Flags, io: CliIo): void {
  if (flags.json) printJson(io.stdout, ddiCards);
  else io.stdout.write(renderDdiList(ddiCards, terminalOf(io, flags).style));
}

function printCard(name: string, flags: Flags, io: CliIo): void {
  const card = findDdi(name);
  if (card === undefined) {
    const close = closestDdiNames(name);
    const hint = close.length === 0 ? '' : `; did you mean ${close.join(' or ')}?`;
    throw new UsageError(`there is no card for '${name}'${hint} ('sriov-sim ddi' lists all)`);
  }
  if (flags.json) {
    const disputes = card.contradictions.filter(isContradictionId).map((id) => CONTRADICTION[id]);
    printJson(io.stdout, { ...card, contradictions: disputes });
    return;
  }
  const { style, width } = terminalOf(io, flags);
  io.stdout.write(renderDdiCard(card, CONTRADICTION, Math.min(width, 100), style));
}
