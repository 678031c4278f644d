import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDroppedFiles } from './dropped-files.ts';
import { Icon } from './icon.tsx';
import { Progress } from './progress.tsx';

/** A place to drop a file on, or to choose one with; a file that is dropped beside it is taken, too. */
export function FileDrop({
  label,
  hint,
  accept,
  sending,
  onFile,
}: {
  /** The name of the file input. */
  readonly label: string;
  /** Which files are possible. */
  readonly hint: string;
  readonly accept: string;
  /** The file that is being sent, and the share of it that has been. */
  readonly sending?: { readonly name: string; readonly share: number } | undefined;
  readonly onFile: (file: File) => void;
}) {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) onFile(file);
    // The same file can be chosen again, after it was changed.
    if (input.current) input.current.value = '';
  };
  useDroppedFiles((file) => {
    if (!sending) onFile(file);
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has no keyboard; the input inside does the same.
    <div
      className={isOver ? 'drop over' : 'drop'}
      onDragOver={() => setOver(true)}
      onDragLeave={() => setOver(false)}
      onDrop={() => setOver(false)}
    >
      <Icon name="file" size={40} />
      {sending ? (
        <div className="drop-sending" role="status">
          <p>{t('drop.sending', { name: sending.name })}</p>
          <Progress
            label={t('drop.sending', { name: sending.name })}
            share={sending.share >= 1 ? undefined : sending.share}
          />
        </div>
      ) : (
        <p>
          {t('drop.hint')}{' '}
          <span className="link-like" aria-hidden="true">
            {t('drop.choose')}
          </span>
        </p>
      )}
      <p className="muted" id={id}>
        {hint}
      </p>
      <input
        ref={input}
        className="drop-input"
        type="file"
        aria-label={label}
        aria-describedby={id}
        accept={accept}
        disabled={sending !== undefined}
        onChange={(event) => take(event.target.files)}
      />
    </div>
  );
}
