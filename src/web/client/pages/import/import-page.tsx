import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate, useRoute } from '../../app/router.ts';
import { Button } from '../../components/button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { type StepItem, Stepper } from '../../components/stepper.tsx';
import { useDismissProblems } from '../../components/toast.tsx';
import { CheckStep } from './check/check-step.tsx';
import { FileStep } from './file/file-step.tsx';
import { reachableSteps, resetJourney, STEPS, type Step, useJourney } from './journey.ts';
import { MapStep } from './map/map-step.tsx';
import { PlanStep } from './plan/plan-step.tsx';
import { ResultStep } from './run/result-step.tsx';
import { RunStep } from './run/run-step.tsx';
import './import.css';

/** The section Import: from a file to its result, step by step. */
export function ImportPage() {
  const { t } = useTranslation();
  const journey = useJourney();
  const dismissProblems = useDismissProblems();
  const { segments } = useRoute();
  const wanted = STEPS.find((step) => step === segments[1]) ?? 'file';
  const reachable = reachableSteps(journey);
  const step = reachable.has(wanted) ? wanted : 'file';

  useEffect(() => {
    if (step !== wanted) navigate(`/import/${step}`, { replace: true });
  }, [step, wanted]);

  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    // The button that led here is gone: keyboard and screen reader go on at the top of the new step.
    document.getElementById('main')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [step]);

  const { upload } = journey;
  return (
    <>
      <PageHead
        title={t('import.title')}
        hint={upload ? <span className="cell-text">{upload.name}</span> : t('import.hint')}
      >
        {upload && (
          <Button
            look="quiet"
            icon="file"
            onClick={() => {
              dismissProblems();
              resetJourney();
              navigate('/import/file');
            }}
          >
            {t('import.startOver')}
          </Button>
        )}
      </PageHead>
      <Stepper steps={STEPS.map((id) => stepItem(id, step, reachable, t(`import.steps.${id}`)))} />
      <StepContent step={step} />
    </>
  );
}

function StepContent({ step }: { readonly step: Step }) {
  switch (step) {
    case 'file':
      return <FileStep />;
    case 'map':
      return <MapStep />;
    case 'check':
      return <CheckStep />;
    case 'plan':
      return <PlanStep />;
    case 'import':
      return <RunStep />;
    case 'result':
      return <ResultStep />;
  }
}

/** The step of the running import is no link: what follows it is reached from its result. */
function stepItem(id: Step, current: Step, reachable: ReadonlySet<Step>, label: string): StepItem {
  const isBefore = STEPS.indexOf(id) < STEPS.indexOf(current);
  const state = id === current ? 'current' : isBefore && reachable.has(id) ? 'done' : 'ahead';
  const isLink = id !== 'import' && reachable.has(id);
  return { id, label, state, ...(isLink && { href: `#/import/${id}` }) };
}
