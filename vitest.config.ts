import { fileURLToPath } from 'node:url'
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

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/count-reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
