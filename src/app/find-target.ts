import { type Target, targets } from '../targets/index.ts';
import { nearest, t } from '../words/index.ts';
import { UsageError } from './usage-error.ts';

/** The target with this name. Errors: `UsageError` that suggests the nearest name, or lists all. */
export function findTarget(name: string): Target {
  const target = targets.get(name);
  if (target !== undefined) return target;
  const names = [...targets.keys()];
  const [near] = nearest(name, names);
  throw new UsageError(
    t`There is no target "${name}"${near === undefined ? t`; the targets are ${names.join(', ')}.` : t`; did you mean ${near}?`} See: sobot-etl targets`,
  );
}
