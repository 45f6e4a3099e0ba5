import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { mockApi } from './mock/plugin.ts';

/** Where the build goes, so that it ends up in the bundle. */
const output = process.env.CULVERT_WEB_OUTPUT ?? 'dist';
/** A running gateway's console to develop against; without it a mock answers. */
const gateway = process.env.CULVERT_CONSOLE;

export default defineConfig(({ command, mode }) => {
  const testPage = mode === 'test-page';
  return {
    // Relative, so that the page does not need to know under which path it is served.
    base: './',
    plugins: command === 'serve' && !gateway ? [mockApi()] : [],
    publicDir: false,
    build: {
      outDir: resolve(output, testPage ? 'test' : 'culvert'),
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      // What is taken in wants its licence to go along.
      license: { fileName: 'licenses.md' },
      rollupOptions: { input: testPage ? 'test.html' : 'index.html' },
    },
    server: {
      proxy: gateway
        ? {
            '^/(api|login|logout|metrics)': {
              target: gateway,
              secure: false,
              changeOrigin: true,
              headers: { origin: gateway },
            },
          }
        : undefined,
    },
    // A machine that builds other things as well takes its time.
    test: { include: ['test/**/*.test.{ts,tsx}'], environment: 'node', testTimeout: 60_000 },
  };
});
