import { useId } from 'react';

/** One of a few ways, side by side; the arrow keys change it. */
export function Ways<Way extends string>({
  label,
  ways,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly ways: readonly (readonly [Way, string])[];
  readonly chosen: Way;
  readonly onChoose: (way: Way) => void;
}) {
  const name = useId();
  return (
    <fieldset className="ways">
      <legend className="visually-hidden">{label}</legend>
      {ways.map(([way, text]) => (
        <label key={way}>
          <input type="radio" name={name} checked={chosen === way} onChange={() => onChoose(way)} />
          {text}
        </label>
      ))}
    </fieldset>
  );
}
