import { UsageError } from '../app/usage-error.ts';
import { nearest } from '../words/nearest.ts';

/** The words after `targets` or `streams`. */
interface Words {
  readonly command: 'targets' | 'streams';
  readonly action?: string | undefined;
  readonly name?: string | undefined;
}

/** What is to be shown: `show NAME`, or NAME alone; undefined for all. Errors: `UsageError`. */
export function nameToShow({ command, action, name }: Words): string | undefined {
  const one = command.slice(0, -1);
  if (action === undefined) return undefined;
  if (action === 'show' && name === undefined) throw new UsageError(`Which ${one}? See: sobot-etl ${command}`);
  if (action === 'show') return name;
  if (name === undefined) return action;
  const meant = nearest(action, ['show']).length === 0 ? action : name;
  throw new UsageError(`"${action} ${name}" is not understood; did you mean: sobot-etl ${command} show ${meant}`);
}
