import type { ComponentType } from 'react';
import type { IconName } from '../components/icon.tsx';
import { ConnectionPage } from '../pages/connection/connection-page.tsx';
import { ExportPage } from '../pages/export/export-page.tsx';
import { ImportPage } from '../pages/import/import-page.tsx';
import { RehearsePage } from '../pages/rehearse/rehearse-page.tsx';
import { RunsPage } from '../pages/runs/runs-page.tsx';
import { SchedulesPage } from '../pages/schedules/schedules-page.tsx';
import { TaggingPage } from '../pages/tagging/tagging-page.tsx';

/** A section of the page. Its id is the first segment of the address, the name of its icon, and the key of its name. */
interface Section {
  readonly id: Extract<IconName, 'import' | 'tagging' | 'export' | 'runs' | 'schedules' | 'connection' | 'rehearse'>;
  readonly Page: ComponentType;
}

/** The sections in the order of the navigation. */
export const SECTIONS: readonly Section[] = [
  { id: 'import', Page: ImportPage },
  { id: 'tagging', Page: TaggingPage },
  { id: 'export', Page: ExportPage },
  { id: 'runs', Page: RunsPage },
  { id: 'schedules', Page: SchedulesPage },
  { id: 'connection', Page: ConnectionPage },
  { id: 'rehearse', Page: RehearsePage },
];
