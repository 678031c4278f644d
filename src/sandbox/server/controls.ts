import { type FaultRates, isFaultKind } from '../faults/fault-kinds.ts';
import { type FaultScript, parseScript } from '../faults/fault-script.ts';
import { parseFaults } from '../faults/parse-faults.ts';
import type { Snapshot } from '../snapshot.ts';
import type { SandboxStats } from '../stats.ts';
import type { CustomerText } from '../store/customer.ts';
import type { Controls } from './control.ts';

/** What the sandbox lets its own calls do. */
interface Controlled {
  stats(): SandboxStats;
  snapshot(): Snapshot;
  expireTokens(): void;
  setFaults(rates: FaultRates, script?: FaultScript): void;
}

/**
 * The sandbox's own calls, below `/__sandbox/`:
 * `GET stats`, `GET customers?partnerid=…`, `GET enterprises?enterprise_name=…`, `GET follow-ups`,
 * `GET duplicates?by=partnerid`,
 * `POST expire-tokens`, `POST faults` with `{"reset-after": 0.1}` or `{"faults": "reset-after=0.1", "script": "500"}`.
 */
export function createControls(sandbox: Controlled): Controls {
  return {
    get: {
      stats: () => sandbox.stats(),
      customers: (query) => counted(sandbox.snapshot().customers(Object.fromEntries(query))),
      enterprises: (query) => counted(sandbox.snapshot().enterprises(Object.fromEntries(query))),
      'follow-ups': () => counted(sandbox.snapshot().followUps()),
      duplicates(query) {
        const by = query.get('by') ?? 'partnerid';
        const snapshot = sandbox.snapshot();
        return by === 'enterprise_name'
          ? snapshot.duplicateEnterprises()
          : snapshot.duplicateCustomers(by as CustomerText);
      },
    },
    post: {
      'expire-tokens'() {
        sandbox.expireTokens();
        return { ok: true };
      },
      faults(body) {
        const { faults, script, ...rates } = body as { faults?: string; script?: string } & FaultRates;
        const unknown = Object.keys(rates).find((kind) => !isFaultKind(kind));
        if (unknown !== undefined) throw new RangeError(`"${unknown}" is no fault`);
        sandbox.setFaults(faults === undefined ? rates : parseFaults(faults), parseScript(script ?? ''));
        return { ok: true };
      },
    },
  };
}

function counted(items: readonly unknown[]): { total: number; items: readonly unknown[] } {
  return { total: items.length, items };
}
