import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from './icon.tsx';
import type { Tone } from './notice.tsx';
import './toast.css';

interface ToastItem {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
}

type ShowToast = (tone: Tone, text: string) => void;

/** How long a toast is shown, unless it tells of a problem: that one stays until it is dismissed, or no longer matters. */
const SHOWN_MS = 6_000;

const ToastContext = createContext<ShowToast>(() => {});
const DismissContext = createContext<() => void>(() => {});

/** Shows a short message at the edge of the page. */
export function useToast(): ShowToast {
  return useContext(ToastContext);
}

/** Dismisses the problems that are shown: the user has begun something else. Another view does that, too. */
export function useDismissProblems(): () => void {
  return useContext(DismissContext);
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [toasts, setToasts] = useState<readonly ToastItem[]>([]);
  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const dismissProblems = useCallback(() => setToasts((all) => all.filter(({ tone }) => tone !== 'bad')), []);
  useEffect(() => {
    addEventListener('hashchange', dismissProblems);
    return () => removeEventListener('hashchange', dismissProblems);
  }, [dismissProblems]);
  const show = useCallback<ShowToast>(
    (tone, text) => {
      const id = performance.now();
      setToasts((all) => [...all.filter((toast) => toast.text !== text).slice(-3), { id, tone, text }]);
      if (tone !== 'bad') setTimeout(() => dismiss(id), SHOWN_MS);
    },
    [dismiss],
  );
  const items = useMemo(
    () =>
      toasts.map(({ id, tone, text }) => (
        <div key={id} className={`toast ${tone}`}>
          <p>{text}</p>
          <button type="button" className="icon-button" aria-label={t('common.dismiss')} onClick={() => dismiss(id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      )),
    [toasts, dismiss, t],
  );
  return (
    <ToastContext value={show}>
      <DismissContext value={dismissProblems}>{children}</DismissContext>
      <div className="toasts" role="status" aria-live="polite">
        {items}
      </div>
    </ToastContext>
  );
}
