/** One step of a guide. */
export type Step =
  | { readonly kind: 'run'; readonly line: string; readonly exitCode: number | undefined }
  /** A file that the guide shows; its first line names it. */
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  /** What a person corrects in a workbook: every cell with one text, or the cell at a place such as `Changes!G2`, gets another. */
  | {
      readonly kind: 'edit';
      readonly path: string;
      readonly from: string;
      readonly to: string;
      readonly place?: string;
    }
  /** The id that the guide shows stands for that of the run whose files are in a folder. */
  | { readonly kind: 'run-id'; readonly shown: string; readonly folder: string }
  /** How the server fails from now on. */
  | { readonly kind: 'fault'; readonly script: string };

const block = /```(\w+)\n([\s\S]*?)```|<!-- (edit|sandbox|run): (.*?) -->/g;

/** The steps of a guide in order: lines of `console` blocks, files it shows, and hidden notes. */
export function stepsOf(markdown: string): Step[] {
  return [...markdown.matchAll(block)].flatMap(([, language, text = '', note, content = '']): Step[] => {
    if (note === 'edit') return editOf(content);
    if (note === 'run') return runIdOf(content);
    if (note === 'sandbox') return [{ kind: 'fault', script: content }];
    if (language === 'console') return text.split('\n').flatMap(runOf);
    const path = /^# (\S+\.ya?ml)$/m.exec(text.split('\n')[0] ?? '')?.[1];
    return language === 'yaml' && path !== undefined ? [{ kind: 'write', path, text }] : [];
  });
}

function editOf(note: string): Step[] {
  const [, path, place, from, to] = /^(\S+) (?:(\w+![A-Z]+\d+) )?(.*) → (.*)$/.exec(note) ?? [];
  if (path === undefined || from === undefined || to === undefined) return [];
  return [{ kind: 'edit', path, from, to, ...(place !== undefined && { place }) }];
}

function runIdOf(note: string): Step[] {
  const [, shown, folder] = /^(\S+) is that of (\S+)$/.exec(note) ?? [];
  return shown === undefined || folder === undefined ? [] : [{ kind: 'run-id', shown, folder }];
}

function runOf(line: string): Step[] {
  const [, command, exitCode] = /^\$ (.*?)(?:\s+# exit code (\d+))?$/.exec(line) ?? [];
  if (command === undefined) return [];
  return [{ kind: 'run', line: command, exitCode: exitCode === undefined ? undefined : Number(exitCode) }];
}
