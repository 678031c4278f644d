import { cloneElement, type ReactElement, type ReactNode, useId } from 'react';

/** A form's control with its label, and a hint or an error that screen readers connect with it. */
export function Field({
  label,
  hint,
  error,
  isLabelHidden = false,
  children,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** Only screen readers get the label; what stands around says the same. */
  readonly isLabelHidden?: boolean;
  /** An `input`, `select` or `textarea`; it gets its id and description from here. */
  readonly children: ReactElement<{ id?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }>;
}) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={error === undefined ? 'field' : 'field invalid'}>
      <label htmlFor={id} className={isLabelHidden ? 'visually-hidden' : undefined}>
        {label}
      </label>
      {cloneElement(children, {
        id,
        ...(note !== undefined && { 'aria-describedby': `${id}-note` }),
        ...(error !== undefined && { 'aria-invalid': true }),
      })}
      {note !== undefined && (
        <p className="field-note" id={`${id}-note`}>
          {note}
        </p>
      )}
    </div>
  );
}
