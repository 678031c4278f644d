import { defineConfig } from 'rolldown';

/**
 * Builds `dist`: the modules of a command in a few files, since Node takes longer to find and open seven hundred than to
 * run them. Packages stay outside. What is started by path has its own entry: the command, its processes and threads, the library.
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
  external: /^(?!@oxc-project\/)(?:node:|@?[a-z])/i,
  platform: 'node',
  // Files only declare things, so that importing one name from a module's index.ts loads only what that name needs.
  treeshake: { moduleSideEffects: [{ external: false, sideEffects: false }] },
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Errors are told apart by the names of their classes.
    keepNames: true,
  },
});
