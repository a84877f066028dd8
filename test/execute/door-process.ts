/** The door as a process that speaks the protocol, in plain JavaScript, well or ill: for `node -e`. */

/** `hello`: fields besides version. `on`: statements for one delivered message `type`, with `n`, `send` and `quiet`. */
export interface DoorProcess {
  readonly hello?: object;
  readonly before?: string;
  readonly onReset?: string;
  readonly on?: string;
  readonly onBye?: string;
}

/** A right door unless `on` says otherwise; `on` runs first, and `return`s where it has answered. */
export function doorProcess({
  hello = { quiet: true, shows: ['status'] },
  before = '',
  onReset = '',
  on = '',
  onBye = 'process.exit(0)',
}: DoorProcess = {}): readonly string[] {
  const script = `
const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
const send = (type, status, to = 'tester') => say({ line: 'sent', to, message: { type, status } });
let state = 'closed';
const quiet = (n) => say({ line: 'quiet', n, ...(state === 'burnt' ? { shows: 'on fire' } : {}) });
${before}
function door(type, n) {
  ${on}
  if (state === 'burnt') {}
  else if (type === 'Burn') state = 'burnt';
  else if (type === 'Open') {
    if (state === 'closed') state = 'open';
    send('Open.return', state === 'open' ? 'DONE' : 'REFUSED');
  }
  else if (type === 'Close' && state === 'open') {
    state = 'closing';
    send('Close.return', 'DONE');
    send('Swing', undefined, 'door');
  } else if (type === 'Close') send('Close.return', 'REFUSED');
  else if (type === 'Lock') { state = state === 'locked' ? 'closed' : 'locked'; send('Lock.return', 'DONE'); }
  else if (type === 'Swing') { state = 'closed'; send('Bang'); }
  ${(hello as { quiet?: boolean }).quiet === true ? 'quiet(n);' : ''}
}
require('node:readline').createInterface({ input: process.stdin }).on('line', (text) => {
  const it = JSON.parse(text);
  if (it.line === 'hello') say({ line: 'hello', version: 1, ...${JSON.stringify(hello)} });
  else if (it.line === 'reset') { state = 'closed'; ${onReset}; quiet(it.n); }
  else if (it.line === 'deliver') door(it.message.type, it.n);
  else if (it.line === 'bye') { ${onBye} }
});`;
  return [process.execPath, '-e', script];
}
