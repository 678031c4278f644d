/**
 * A process of its own that answers one question about the system's keychain. The keychain's calls may wait for a person who is not
 * there, and native code can neither be cancelled nor trusted not to crash: this process can be ended instead.
 */
import { existsSync } from 'node:fs';
import type { KeychainAnswer, KeychainRequest } from '../app/keychain.ts';

process.once('message', async (request: KeychainRequest) => {
  const answer = await answerTo(request).catch((error: unknown) => ({ failure: reasonOf(error) }));
  process.send?.(answer, () => process.exit());
});
// Whoever asked is gone. An orderly end would wait for the keychain.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));

async function answerTo({ act, service, account, secret }: KeychainRequest): Promise<KeychainAnswer> {
  useSessionBus();
  // An optional package: there is none for some systems.
  const { AsyncEntry } = await import('@napi-rs/keyring');
  // The other store of Linux, the kernel's, forgets everything when the machine restarts.
  const entry = new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
  if (act === 'delete') return { value: (await entry.deleteCredential()) ? account : null };
  if (act === 'set') await entry.setPassword(secret);
  return { value: await entry.getPassword() };
}

/** cron and systemd do not say where the user's session bus is, which has a fixed place. */
function useSessionBus(): void {
  const uid = process.getuid?.();
  const bus = `/run/user/${uid}/bus`;
  if (process.platform !== 'linux' || process.env['DBUS_SESSION_BUS_ADDRESS'] || !existsSync(bus)) return;
  process.env['DBUS_SESSION_BUS_ADDRESS'] = `unix:path=${bus}`;
}

function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_MODULE_NOT_FOUND' || /cannot find native binding/i.test(message)) {
    return 'its package @napi-rs/keyring is not installed, or does not support this system';
  }
  return message;
}
