import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';

/** One step of a journey. */
export interface StepItem {
  readonly id: string;
  readonly label: string;
  readonly state: 'done' | 'current' | 'ahead';
  /** It can be gone to. */
  readonly href?: string | undefined;
}

/** The steps of a journey; those that can be gone to are links. */
export function Stepper({ steps }: { readonly steps: readonly StepItem[] }) {
  const { t } = useTranslation();
  return (
    <nav className="stepper" aria-label={t('steps.label')}>
      <ol>
        {steps.map(({ id, label, state, href }, index) => {
          const content = (
            <>
              <span className="step-mark" aria-hidden="true">
                {state === 'done' ? <Icon name="check" size={14} /> : index + 1}
              </span>
              <span className="step-label">{label}</span>
            </>
          );
          return (
            <li key={id} className={state}>
              {href === undefined || state === 'current' ? (
                <span className="step" aria-current={state === 'current' ? 'step' : undefined}>
                  {content}
                </span>
              ) : (
                <a className="step" href={href}>
                  {content}
                </a>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
