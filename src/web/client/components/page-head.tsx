import { type ReactNode, useEffect } from 'react';

/** The heading of a page, with what belongs beside it. It also names the browser's tab. */
export function PageHead({
  title,
  hint,
  children,
}: {
  readonly title: string;
  /** One sentence below the title. */
  readonly hint?: ReactNode;
  readonly children?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${title} · sobot-etl`;
  }, [title]);
  return (
    <header className="page-head">
      <div>
        <h1>{title}</h1>
        {hint !== undefined && <p className="muted">{hint}</p>}
      </div>
      {children !== undefined && <div className="actions">{children}</div>}
    </header>
  );
}
