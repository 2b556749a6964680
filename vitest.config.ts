import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** The package's modules as the examples import them: from source, not from a stale `dist`. */
const MODULES = {
  graph: 'graph/engine',
  operators: 'operators',
  sources: 'sources',
  sinks: 'sinks',
  testing: 'graph/engine/testing',
}
const alias = Object.entries(MODULES).map(([name, folder]) => ({
  find: new RegExp(`^sep/${name}$`),
  replacement: fileURLToPath(new URL(`${folder}/index.ts`, import.meta.url)),
}))

const PRELOAD = fileURLToPath(new URL('dist/test/support/answers/watch-process.js', import.meta.url))

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['./test/support/answers/setup.ts'],
    reporters: ['default', './test/support/count-reporter.ts'],
    // No test is decided by the speed of the machine: limits end a test that hangs.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { interval: 50, timeout: 60_000 } },
    // No test may touch the stores and the ledger of the user who runs it.
    env: {
      SEP_DATA_HOME: join(tmpdir(), `sep-test-${process.pid}`),
      SEP_LEDGER: join(tmpdir(), `sep-test-${process.pid}`, 'ledger.ndjson'),
      // Servers that a test starts have their answers watched, too.
      SEP_TEST_ANSWER_FAULTS: join(tmpdir(), `sep-answers-${process.pid}`),
      ...(existsSync(PRELOAD) ? { NODE_OPTIONS: `--import=${pathToFileURL(PRELOAD).href}` } : {}),
    },
    pool: 'forks',
    maxWorkers: 2,
  },
})
