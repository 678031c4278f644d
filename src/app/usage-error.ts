import { t } from '../words/index.ts';
/** The command is wrong as given: exit code 2, nothing was sent. */
export class UsageError extends Error {
  override name = 'UsageError';
  /** Stable, where something refers to it. */
  readonly code?: string;

  constructor(message: string, code?: string) {
    super(message);
    if (code !== undefined) this.code = code;
  }
}

/** What is wrong with a file, a folder or a port, and what to do about it. */
export function explainSystemError({
  code,
  path,
  message,
  syscall,
  port,
  address,
  hostname,
}: NodeJS.ErrnoException & { port?: number; address?: string; hostname?: string }): string {
  if (syscall === 'mkdir') return t`the folder ${path} cannot be created (${code}); choose another`;
  if (code === 'EADDRINUSE') return t`port ${port} is in use by another program; choose another with --port`;
  if (code === 'EADDRNOTAVAIL') return t`this machine has no address ${address}; choose another with --host`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return t`there is no host ${hostname}; write a name that this machine knows, or an address such as 127.0.0.1`;
  if (code === 'EACCES' && syscall === 'listen')
    return t`port ${port} needs more rights than this user has; choose one from 1024 on with --port`;
  if (code === 'ENOENT') return t`${path ?? syscall} does not exist; check its name`;
  if (code === 'EACCES' || code === 'EPERM') return t`${path ?? syscall} cannot be used: permission denied`;
  if (code === 'ENOSPC')
    return t`the disk is full${path ? ` (${path})` : ''}; free some space, then run the command again`;
  return message;
}
