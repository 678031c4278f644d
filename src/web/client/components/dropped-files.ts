import { useEffect, useRef } from 'react';

type TakeFile = (file: File) => void;

/** What takes a dropped file now; the last one that was shown comes first. */
const takers: { readonly current: TakeFile }[] = [];

/** Keeps the browser from leaving the page for a file that is dropped on it, wherever that is. */
export function catchDroppedFiles(): void {
  addEventListener('dragover', (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    if (takers.length === 0 && event.dataTransfer) event.dataTransfer.dropEffect = 'none';
  });
  addEventListener('drop', (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) takers.at(-1)?.current(file);
  });
}

/** Takes the files that are dropped anywhere on the page while the component is shown. */
export function useDroppedFiles(take: TakeFile): void {
  const taker = useRef(take);
  taker.current = take;
  useEffect(() => {
    takers.push(taker);
    return () => void takers.splice(takers.indexOf(taker), 1);
  }, []);
}

/** Text that is dragged into a field is left to the browser. */
function hasFile({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
