import { useTranslation } from 'react-i18next';
import type { Tone } from '../../components/notice.tsx';

const TONES: Readonly<Record<string, Tone>> = {
  running: 'info',
  completed: 'good',
  completed_with_errors: 'warn',
  interrupted: 'warn',
  aborted: 'bad',
  killed: 'bad',
};

/** What a status means, for colours. */
export function statusTone(status: string): Tone {
  return TONES[status] ?? 'info';
}

/** The state of a run as a badge. */
export function RunStatus({ status }: { readonly status: string }) {
  const { t } = useTranslation();
  const name = status in TONES ? t(`runs.statuses.${status as 'running'}`) : status;
  return <span className={`badge ${statusTone(status)}`}>{name}</span>;
}

/** The name of a command for people. */
export function useCommandName(): (command: string) => string {
  const { t, i18n } = useTranslation();
  return (command) => (i18n.exists(`runs.commands.${command}`) ? t(`runs.commands.${command as 'import'}`) : command);
}
