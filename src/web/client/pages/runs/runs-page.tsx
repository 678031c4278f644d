import { useRoute } from '../../app/router.ts';
import { RunList } from './run-list.tsx';
import { RunView } from './run-view.tsx';
import '../pages.css';

/** The section Runs: the list, or one run. */
export function RunsPage() {
  const { segments, query } = useRoute();
  const id = segments[1];
  return id === undefined ? <RunList /> : <RunView key={id} id={id} job={query.get('job')} />;
}
