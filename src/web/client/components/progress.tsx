/** A bar that shows how far something is; without a share it shows only that something is going on. */
export function Progress({ label, share }: { readonly label: string; readonly share: number | undefined }) {
  return share === undefined ? (
    <progress className="progress" aria-label={label} />
  ) : (
    <progress className="progress" aria-label={label} max={1} value={Math.min(1, Math.max(0, share))} />
  );
}
