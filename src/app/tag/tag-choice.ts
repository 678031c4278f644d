import { listedTags } from '../../tagging/tag-cells.ts';
import type { TaggingRequest, TagKey } from '../../tagging/tagging-request.ts';
import { checkTagGroup } from '../import/create-missing.ts';
import type { TagCreation } from '../import/import-choice.ts';
import { UsageError } from '../usage-error.ts';

/** Whose tags change, and which. */
export interface TagChoice extends TagCreation {
  /** Path of the spreadsheet; then `by` and `column` are needed, too. Either this or `where`. */
  readonly file?: string | undefined;
  /** What identifies the customers, and the column that holds it. */
  readonly by?: TagKey | undefined;
  readonly column?: string | undefined;
  /** Instead of a file: the customers that the list finds, by conditions such as `stageid=Intention`. */
  readonly where?: readonly string[] | undefined;
  /** Tags as `Tag` or `Group/Tag`. */
  readonly add?: readonly string[] | undefined;
  readonly remove?: readonly string[] | undefined;
  /** Columns of tags, different for each row. */
  readonly addColumn?: string | undefined;
  readonly removeColumn?: string | undefined;
}

/** The column that holds the ids of customers that a query has found. */
export const ID_COLUMN = 'id';

/** Reads what is asked for. Errors: `UsageError` that says what is missing. */
export function readTagging(choice: TagChoice): TaggingRequest {
  const { addColumn, removeColumn } = choice;
  const [add, remove] = [listsOf(choice.add), listsOf(choice.remove)];
  if (add.length + remove.length === 0 && addColumn === undefined && removeColumn === undefined) {
    throw new UsageError(
      'Which tags? Give --add or --remove with tags as Tag or Group/Tag, or --add-column or --remove-column',
    );
  }
  checkTagGroup(choice);
  return { ...customersOf(choice), add, remove, addColumn, removeColumn };
}

/** The conditions of `--where`. */
export function conditionsOf({ where }: TagChoice): readonly string[] {
  return where ?? [];
}

function customersOf(choice: TagChoice): Pick<TaggingRequest, 'by' | 'column'> {
  const { file, by, column, addColumn, removeColumn } = choice;
  if (conditionsOf(choice).length > 0) {
    if (file !== undefined)
      throw new UsageError('Give either a file or --where, not both: --where finds the customers by itself');
    const given = Object.entries({ by, column, 'add-column': addColumn, 'remove-column': removeColumn });
    const wrong = given.find(([, value]) => value !== undefined);
    if (wrong) throw new UsageError(`--${wrong[0]} goes with a file, and --where has none`);
    return { by: 'id', column: ID_COLUMN };
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

function listsOf(given: readonly string[] = []): string[] {
  return given.map(listedTags).filter((list) => /[^\s,;，；、]/.test(list));
}
