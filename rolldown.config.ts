import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';

/**
 * Packages of many small files that nearly every command loads, with what only they need. Found and opened one by one they take a
 * sixth of the start; their licences are in `dist/LICENSES.txt`.
 */
const BUNDLED =
  'yargs|yargs-parser|y18n|cliui|escalade|get-caller-file|string-width|fast-string-width|fast-string-truncated-width|strip-ansi|wrap-ansi|fast-wrap-ansi|ansi-regex|zod|yaml|libphonenumber-js';

/** The parser lays out its help with these packages; `string-width` alone takes 9 ms to load. Each has a quicker one of the same interface. */
const QUICKER: Readonly<Record<string, string>> = {
  'string-width': "export { default } from 'fast-string-width';",
  'wrap-ansi': "export { wrapAnsi as default } from 'fast-wrap-ansi';",
};

/**
 * Builds `dist`: the modules of a command in a few files, since Node takes longer to find and open seven hundred than to run them.
 * Other packages stay outside. What is started by path has its own entry: the command, its processes and threads, the library.
 */
export default defineConfig({
  input: {
    'bin/sobot-etl': 'src/bin/sobot-etl.ts',
    'bin/keychain': 'src/bin/keychain.ts',
    'bin/demo': 'src/bin/demo.ts',
    'bin/demo-web': 'src/bin/demo-web.ts',
    'cli/main': 'src/cli/main.ts',
    'cli/commands': 'src/cli/commands/index.ts',
    'chunks/mapping-thread-main': 'src/import/source/mapping-thread-main.ts',
    'chunks/writer-thread-main': 'src/export/writing/writer-thread-main.ts',
    index: 'src/index.ts',
  },
  // Not so what the compiler itself brings in.
  external: new RegExp(`^(?!@oxc-project/|(?:${BUNDLED})(?:/|$))(?:node:|@?[a-z])`, 'i'),
  platform: 'node',
  // Files only declare things, so that importing one name from a module's index.ts loads only what that name needs.
  treeshake: { moduleSideEffects: [{ external: false, sideEffects: false }] },
  plugins: [quicker(), licences()],
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Errors are told apart by the names of their classes.
    keepNames: true,
    // The names stay, so that an error tells where it arose; the maps, which only a trace reads, tell the lines.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    sourcemap: true,
    sourcemapExcludeSources: true,
  },
});

/** Puts the quicker packages in the places of the others. */
function quicker(): Plugin {
  return {
    name: 'quicker',
    resolveId: (id) => (Object.hasOwn(QUICKER, id) ? `\0${id}` : undefined),
    load: (id) => (id.startsWith('\0') ? QUICKER[id.slice(1)] : undefined),
  };
}

/** Writes the licence of each bundled package into `LICENSES.txt`. */
function licences(): Plugin {
  const folders = new Set<string>();
  return {
    name: 'licences',
    moduleParsed({ id }) {
      const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id) ?? [];
      if (folder) folders.add(folder);
    },
    generateBundle() {
      const texts = [...folders].toSorted().map((folder) => {
        const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
        const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
        return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}`;
      });
      this.emitFile({
        type: 'asset',
        fileName: 'LICENSES.txt',
        source: `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
      });
    },
  };
}
