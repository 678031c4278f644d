import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';

/** A place in a grid, by indexes. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

/** The text of the cell that is being edited. */
export interface GridDraft {
  readonly text: string;
}

/** What the cells of a grid call; the same object for the life of the grid. */
export interface GridActions {
  /** A cell was pressed: the first time chooses it, the second time edits it. */
  readonly press: (place: GridPlace) => void;
  readonly edit: (place: GridPlace) => void;
  readonly type: (text: string) => void;
  readonly commit: () => void;
  readonly editorKey: (event: KeyboardEvent) => void;
}

interface GridKeysOptions {
  readonly size: { readonly rows: number; readonly columns: number };
  readonly active: GridPlace;
  /** Rows that Page Up and Page Down skip. */
  readonly pageRows: number;
  /** Undefined while the row is being loaded. */
  readonly textAt: (place: GridPlace) => string | undefined;
  readonly onActive: (place: GridPlace) => void;
  readonly onEdit: ((place: GridPlace, text: string) => void) | undefined;
  /** Gives the focus back to the grid. */
  readonly focus: () => void;
}

/** The keyboard of a grid, as spreadsheets have it, and the cell that is being edited. */
export function useGridKeys(options: GridKeysOptions) {
  const [draft, setDraft] = useState<GridDraft>();
  const current = useRef({ options, draft });
  useEffect(() => {
    current.current = { options, draft };
  });

  const actions = useMemo<GridActions>(() => {
    const end = (isKept: boolean): void => {
      const { options: now, draft: text } = current.current;
      if (text === undefined) return;
      current.current.draft = undefined;
      setDraft(undefined);
      if (isKept && text.text !== now.textAt(now.active)) now.onEdit?.(now.active, text.text);
    };
    const edit = (place: GridPlace, text?: string): void => {
      const { options: now } = current.current;
      const present = now.textAt(place);
      if (!now.onEdit || present === undefined) return;
      now.onActive(place);
      setDraft({ text: text ?? present });
    };
    return {
      press(place) {
        const { options: now, draft: text } = current.current;
        const isSame = now.active.row === place.row && now.active.column === place.column;
        if (isSame && text === undefined && document.activeElement?.getAttribute('role') === 'grid') {
          edit(place);
          return;
        }
        end(true);
        now.onActive(place);
        now.focus();
      },
      edit,
      type: (text) => setDraft({ text }),
      commit: () => end(true),
      editorKey(event) {
        const { options: now } = current.current;
        event.stopPropagation();
        if (event.nativeEvent.isComposing || !['Enter', 'Tab', 'Escape'].includes(event.key)) return;
        event.preventDefault();
        end(event.key !== 'Escape');
        now.focus();
        if (event.key === 'Enter') now.onActive(moved(now, event.shiftKey ? -1 : 1, 0));
        if (event.key === 'Tab') now.onActive(moved(now, 0, event.shiftKey ? -1 : 1));
      },
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    const place = placeAfter(event, options);
    if (place) {
      event.preventDefault();
      options.onActive(place);
      return;
    }
    const isText = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!options.onEdit) return;
    if (event.key === 'Enter' || event.key === 'F2') {
      event.preventDefault();
      actions.edit(options.active);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      if (options.textAt(options.active)) options.onEdit(options.active, '');
    } else if (isText && event.key !== ' ' && options.textAt(options.active) !== undefined) {
      event.preventDefault();
      setDraft({ text: event.key });
    }
  };
  return { draft, actions, onKeyDown };
}

/** Where a key leads to; undefined if it does not move. */
function placeAfter(event: KeyboardEvent, options: GridKeysOptions): GridPlace | undefined {
  const { size, active, pageRows } = options;
  const isFar = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case 'ArrowDown':
      return isFar ? { ...active, row: size.rows - 1 } : moved(options, 1, 0);
    case 'ArrowUp':
      return isFar ? { ...active, row: 0 } : moved(options, -1, 0);
    case 'ArrowRight':
      return isFar ? { ...active, column: size.columns - 1 } : moved(options, 0, 1);
    case 'ArrowLeft':
      return isFar ? { ...active, column: 0 } : moved(options, 0, -1);
    case 'PageDown':
      return moved(options, pageRows, 0);
    case 'PageUp':
      return moved(options, -pageRows, 0);
    case 'Home':
      return { row: isFar ? 0 : active.row, column: 0 };
    case 'End':
      return { row: isFar ? size.rows - 1 : active.row, column: size.columns - 1 };
    default:
      return undefined;
  }
}

function moved({ size, active }: GridKeysOptions, rows: number, columns: number): GridPlace {
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  return { row: within(active.row + rows, size.rows), column: within(active.column + columns, size.columns) };
}
