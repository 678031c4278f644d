import { fileUrl } from '../api.ts';

/** The address of a file that a run left. */
export function runFileUrl(run: string, name: string): string {
  return fileUrl(`/runs/${encodeURIComponent(run)}/files/${encodeURIComponent(name)}`);
}

/** Lets the browser save what is at an address. */
export function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
