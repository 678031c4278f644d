import { useSyncExternalStore } from 'react';

/** A place in the page: `#/runs/20261130-1?tab=rows` has the segments `runs` and `20261130-1`, and a query. */
interface Route {
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/** The current place, from the address's fragment: it never reaches a server. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  return {
    segments: path.split('/').filter(Boolean).map(decodeSegment),
    query: new URLSearchParams(query),
  };
}

/** Goes to a place such as `/runs/20261130-1`. With `replace`, the browser's Back skips the present one. */
export function navigate(path: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (location.hash === `#${path}`) return;
  if (!replace) {
    location.hash = path;
    return;
  }
  history.replaceState(null, '', `#${path}`);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
