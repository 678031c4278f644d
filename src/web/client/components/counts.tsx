import type { Tone } from './notice.tsx';

/** One number of a summary. Its text is the whole sentence: `58 created`. */
export interface CountOf {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly tone?: Tone;
}

/** The numbers of a summary, side by side. Each can be read as one text: `58 created`. */
export function Counts({ counts }: { readonly counts: readonly CountOf[] }) {
  return (
    <ul className="counts">
      {counts.map(({ id, value, label, tone }) => (
        <li key={id} className={tone}>
          <span className="count-value">{value}</span> <span className="count-label">{label}</span>
        </li>
      ))}
    </ul>
  );
}
