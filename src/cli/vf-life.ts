/** What became of each VF during a run, told from the requests about it and their answers. */
import type { TraceStep } from '../trace/trace.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a request that succeeds makes of a VF. */
const deeds: Readonly<Record<string, string>> = {
  AssignVf: 'assigned',
  UnassignVf: 'given back',
  RevokeVf: 'revoked',
  ResetVf: 'reset',
};

export class VfLife {
  readonly #lives: string[][];
  /** Requests without an answer, by client and id. */
  readonly #asked = new Map<string, { readonly vf: number; readonly deed: string }>();

  constructor(vfs: number) {
    this.#lives = Array.from({ length: vfs }, () => []);
  }

  observe({ step, from, to, message }: TraceStep): void {
    const fields = message as typeof message & Fields;
    const { type } = message;
    if (type === 'IoSetDeviceInterfaceState') {
      this.#tell(fields.vf, `${fields.enable === true ? 'usable' : 'gone'} at ${step}`);
    } else if (type.endsWith('.done')) {
      const key = `${to} ${String(fields.id)} ${type.slice(0, -'.done'.length)}`;
      const asked = this.#asked.get(key);
      this.#asked.delete(key);
      if (asked === undefined) return;
      const ok = String(fields.status).endsWith('_SUCCESS');
      this.#tell(asked.vf, `${ok ? asked.deed : `not ${asked.deed}`} at ${step}`);
    } else if (typeof fields.vf === 'number') {
      const deed = type === 'SetDevicePower' ? `in ${String(fields.powerState)}` : deeds[type];
      const key = `${message.from ?? from} ${String(fields.id)} ${type}`;
      if (deed !== undefined) this.#asked.set(key, { vf: fields.vf, deed });
    }
  }

  list(): readonly { readonly vf: number; readonly life: readonly string[] }[] {
    return this.#lives.map((life, vf) => ({ vf, life }));
  }

  #tell(vf: unknown, words: string): void {
    if (typeof vf === 'number') this.#lives[vf]?.push(words);
  }
}
