declare module 'pgpass' {
  /** Finds a password in `~/.pgpass`, or in the file that PGPASSFILE names. */
  export default function findPassword(
    connection: {
      readonly host?: string | undefined;
      readonly port?: number | undefined;
      readonly user?: string | undefined;
      readonly database?: string | undefined;
    },
    callback: (password: string | undefined) => void,
  ): void;
}
