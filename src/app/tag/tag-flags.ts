import { listedTags } from '../../tagging/tag-cells.ts';
import type { TaggingRequest, TagKey } from '../../tagging/tagging-request.ts';
import { checkGroup } from '../import/create-missing.ts';
import type { ImportFlags } from '../import/import-flags.ts';
import { UsageError } from '../usage-error.ts';

/** What `tag` is given. */
export interface TagFlags extends Omit<ImportFlags, 'file' | 'mapping' | 'changedOnly'> {
  readonly file?: string | undefined;
  readonly by?: TagKey | undefined;
  readonly column?: string | undefined;
  readonly add?: string | readonly string[] | undefined;
  readonly remove?: string | readonly string[] | undefined;
  readonly addColumn?: string | undefined;
  readonly removeColumn?: string | undefined;
  readonly createMissing: boolean;
  readonly where?: string | readonly string[] | undefined;
}

/** The column that holds the ids of customers that a query has found. */
export const FOUND_ID = 'id';

/** Reads what is asked for. Errors: `UsageError` that says what is missing. */
export function readTagging(flags: TagFlags): TaggingRequest {
  const { addColumn, removeColumn } = flags;
  const [add, remove] = [listsOf(flags.add), listsOf(flags.remove)];
  if (add.length + remove.length === 0 && addColumn === undefined && removeColumn === undefined) {
    throw new UsageError(
      'Which tags? Give --add or --remove with tags as Tag or Group/Tag, or --add-column or --remove-column',
    );
  }
  checkGroup(flags);
  return { ...customersOf(flags), add, remove, addColumn, removeColumn };
}

/** The conditions of `--where`. */
export function conditionsOf({ where }: TagFlags): readonly string[] {
  return [where ?? []].flat();
}

function customersOf(flags: TagFlags): Pick<TaggingRequest, 'by' | 'column'> {
  const { file, by, column, addColumn, removeColumn } = flags;
  if (conditionsOf(flags).length > 0) {
    if (file !== undefined)
      throw new UsageError('Give either a file or --where, not both: --where finds the customers by itself');
    const given = Object.entries({ by, column, 'add-column': addColumn, 'remove-column': removeColumn });
    const wrong = given.find(([, value]) => value !== undefined);
    if (wrong) throw new UsageError(`--${wrong[0]} goes with a file, and --where has none`);
    return { by: 'id', column: FOUND_ID };
  }
  if (file === undefined)
    throw new UsageError('Which customers? Give a file, or conditions: --where stageid=Intention');
  if (by === undefined || column === undefined) {
    throw new UsageError(
      `How are the customers of ${file} told? Give --by, such as email, and the column: --by email --column Email`,
    );
  }
  return { by, column };
}

function listsOf(given: string | readonly string[] | undefined): string[] {
  return [given ?? []]
    .flat()
    .map(listedTags)
    .filter((list) => /[^\s,;，；、]/.test(list));
}
