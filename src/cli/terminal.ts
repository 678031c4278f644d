import { styleText } from 'node:util';

/** Control characters, except tab and line feed, and marks that change the writing direction: a terminal obeys them. */
const CONTROL_CHARACTERS = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\u206a-\u206f]/gu;
const KEPT_CONTROLS = new Set(['\n', '\t']);
/** These separate words, so that a space replaces them. */
const LINE_BREAKS = new Set(['\r', '\v', '\f', '\u0085', '\u2028', '\u2029']);

/**
 * A text that is safe to show: cells, file names, names of the tenant and responses of a server may hold control sequences
 * (colours, a title, cursor movement) or marks that change the reading order.
 */
export function plainText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(CONTROL_CHARACTERS, (mark) => (KEPT_CONTROLS.has(mark) ? mark : LINE_BREAKS.has(mark) ? ' ' : ''));
}

/** A safe text in one line, so that no part of it can look like a separate line. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s*\n\s*/g, ' ');
}

/** JSON with control characters and marks escaped: equivalent, and harmless to a terminal. */
export function plainJson(json: string): string {
  return json.replace(CONTROL_CHARACTERS, (mark) =>
    KEPT_CONTROLS.has(mark) ? mark : `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** How progress is shown: a bar that is redrawn, periodic lines, JSON lines, or not at all. */
export const PROGRESS_MODES = ['bar', 'lines', 'json', 'none'] as const;
export type ProgressMode = (typeof PROGRESS_MODES)[number];

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

/** A text, or its lines; a line break inside a line does not start a new one. */
type TerminalText = string | readonly string[];

/**
 * Where a command writes: text for people to stderr, data to stdout. Only this file uses the streams, and it removes
 * control sequences from every text.
 */
export interface Terminal {
  /** Text for people. */
  say(text: TerminalText): void;
  /** Details for people, shown with `--verbose`. */
  detail(text: TerminalText): void;
  /** A problem; shown even with `--quiet`. */
  complain(text: TerminalText): void;
  /** Data, for the next program: JSON, or lines of text. */
  data(text: string): void;
  /** A line that the next one overwrites; nothing if standard error is not a terminal. */
  status(text: string): void;
  /** A line of progress; shown even with `--quiet`. */
  progress(line: string): void;
  /** The text in a style, if colours are shown: not if `NO_COLOR` is set, and not in a file. */
  paint(style: Style, text: string): string;
  readonly progressMode: ProgressMode;
  /** Columns of the terminal. */
  readonly width: number;
  readonly isInteractive: boolean;
}

interface TerminalOptions {
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly progress?: ProgressMode | undefined;
}

export function createTerminal({ quiet = false, verbose = false, progress }: TerminalOptions): Terminal {
  const { stderr, stdout } = process;
  const canRedraw = Boolean(stderr.isTTY) && process.env['TERM'] !== 'dumb';
  const progressMode = modeOf(progress, quiet, canRedraw);
  const isJson = progressMode === 'json';
  // Our own styles are written with a random mark that no other text can contain.
  const mark = `\ue000${crypto.randomUUID()}[`;
  const shown = (text: string) => plainText(text).replaceAll(mark, '\u001b[');
  let status = '';
  const clear = () => {
    if (status !== '') stderr.write('\r\u001b[K');
    status = '';
  };
  const line = (text: string) => {
    clear();
    stderr.write(`${text}\n`);
  };
  const message = (level: 'info' | 'error', text: TerminalText) => {
    const whole = typeof text === 'string' ? text : text.map(plainLine).join('\n');
    line(isJson ? plainJson(JSON.stringify({ type: 'message', level, text: whole.trim() })) : shown(whole));
  };
  return {
    say: (text) => (quiet ? undefined : message('info', text)),
    detail: (text) => (verbose && !quiet ? message('info', text) : undefined),
    complain: (text) => message('error', text),
    data(text) {
      clear();
      stdout.write(`${/^[[{]/.test(text) ? plainJson(text) : plainText(text)}\n`);
    },
    status(text) {
      if (progressMode !== 'bar' || text === status) return;
      if (text === '') return clear();
      stderr.write(`\r\u001b[K${shown(text)}`);
      status = text;
    },
    progress: (text) => line(isJson ? plainJson(text) : shown(text)),
    paint: (style, text) =>
      isJson ? text : styleText(style, plainText(text), { stream: stderr }).replaceAll('\u001b[', mark),
    progressMode,
    get width() {
      // A new pseudo-terminal is no columns wide.
      return stderr.columns || 80;
    },
    isInteractive: Boolean(stderr.isTTY && process.stdin.isTTY),
  };
}

/** The requested mode, or the default; a bar needs a terminal. */
function modeOf(asked: ProgressMode | undefined, quiet: boolean, canRedraw: boolean): ProgressMode {
  if (asked === undefined && quiet) return 'none';
  if (asked === undefined || asked === 'bar') return canRedraw ? 'bar' : 'lines';
  return asked;
}
