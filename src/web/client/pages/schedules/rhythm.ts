import type { TFunction } from 'i18next';

/** How often a job runs, as a form asks for it. */
export interface Rhythm {
  readonly kind: RhythmKind;
  /** `02:30`. */
  readonly time: string;
  /** Day of the week, 0 is Sunday. */
  readonly day: string;
  /** The expression, if nothing else says it. */
  readonly cron: string;
}

export const RHYTHM_KINDS = ['hourly', 'daily', 'weekdays', 'weekly', 'custom'] as const;
export type RhythmKind = (typeof RHYTHM_KINDS)[number];

export const DAYS = ['1', '2', '3', '4', '5', '6', '0'] as const;

export const NIGHTLY: Rhythm = { kind: 'daily', time: '02:00', day: '1', cron: '0 2 * * *' };

/** The cron expression of a rhythm. */
export function cronOf({ kind, time, day, cron }: Rhythm): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  switch (kind) {
    case 'hourly':
      return `${minute} * * * *`;
    case 'daily':
      return `${minute} ${hour} * * *`;
    case 'weekdays':
      return `${minute} ${hour} * * 1-5`;
    case 'weekly':
      return `${minute} ${hour} * * ${day}`;
    case 'custom':
      return cron.trim();
  }
}

/** The rhythm of a cron expression; `custom` if it is none of the others. */
export function rhythmOf(cron: string): Rhythm {
  const [minute = '', hour = '', date, month, days = ''] = cron.trim().split(/\s+/);
  const other: Rhythm = { ...NIGHTLY, kind: 'custom', cron };
  if (!/^\d{1,2}$/.test(minute) || date !== '*' || month !== '*') return other;
  const time = `${(hour === '*' ? '0' : hour).padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (hour === '*') return days === '*' ? { ...other, kind: 'hourly', time } : other;
  if (!/^\d{1,2}$/.test(hour)) return other;
  if (days === '*') return { ...other, kind: 'daily', time };
  if (days === '1-5') return { ...other, kind: 'weekdays', time };
  return DAYS.some((day) => day === days) ? { ...other, kind: 'weekly', time, day: days } : other;
}

/** A cron expression in words, where it is a simple one. */
export function rhythmText(cron: string, t: TFunction<'page'>): string {
  const { kind, time, day } = rhythmOf(cron);
  switch (kind) {
    case 'hourly':
      return t('schedules.everyHour', { minute: Number(time.slice(3)) });
    case 'daily':
      return t('schedules.everyDay', { time });
    case 'weekdays':
      return t('schedules.everyWeekday', { time });
    case 'weekly':
      return t('schedules.everyWeek', { day: t(`schedules.days.d${day as '1'}`), time });
    case 'custom':
      return cron;
  }
}
