import { chmodSync, existsSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// After a build in a checkout: `npx sobot-etl` finds a package's own command only where its dependencies' commands are.

const command = fileURLToPath(new URL('./sobot-etl.js', import.meta.url));
const folder = fileURLToPath(new URL('../../node_modules/.bin/', import.meta.url));

chmodSync(command, 0o755);
// Windows has no links for everybody; there the command is: node dist/bin/sobot-etl.js
if (existsSync(folder) && process.platform !== 'win32') {
  rmSync(`${folder}sobot-etl`, { force: true });
  symlinkSync('../../dist/bin/sobot-etl.js', `${folder}sobot-etl`);
}
