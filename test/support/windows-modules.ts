import { registerHooks } from 'node:module';

/**
 * Gives the modules of `src` the `node:path` and `node:os` of Windows, so that their path functions can be called as they are
 * there: `node --import ./test/support/windows-modules.ts …`. Only for functions that compute: files are still this system's.
 */
const SOURCES: Readonly<Record<string, string>> = {
  'node:path': `
    const { win32 } = process.getBuiltinModule('node:path');
    export const { basename, delimiter, dirname, extname, isAbsolute, join, normalize, relative, resolve, sep } = win32;
    export const { posix } = win32;`,
  'node:os': `
    const os = process.getBuiltinModule('node:os');
    export const { arch, cpus, tmpdir, totalmem, availableParallelism, freemem, hostname, userInfo } = os;
    export const platform = () => 'win32';
    export const homedir = () => 'C:\\\\Users\\\\Ana';`,
};

registerHooks({
  resolve(specifier, context, next) {
    const isOurs = context.parentURL?.includes('/src/') && !context.parentURL.includes('/node_modules/');
    if (!isOurs || !Object.hasOwn(SOURCES, specifier)) return next(specifier, context);
    return { url: `windows:${specifier}`, format: 'module', shortCircuit: true };
  },
  load(url, context, next) {
    const source = SOURCES[url.replace(/^windows:/, '')];
    if (!url.startsWith('windows:') || source === undefined) return next(url, context);
    return { format: 'module', source, shortCircuit: true };
  },
});
