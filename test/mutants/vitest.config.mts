/** The project's tests with one mutant in the source: its number in the list is in `SEP_MUTANT`. */
import { join } from 'node:path'
import { defineConfig, mergeConfig } from 'vitest/config'
import base from '../../vitest.config.ts'
import { ROOT } from '../support/paths.ts'
import { MUTANTS } from './list.ts'

const mutant = MUTANTS[Number(process.env['SEP_MUTANT'])]
if (!mutant) throw new Error(`SEP_MUTANT: write a number from 0 to ${MUTANTS.length - 1}`)

export default mergeConfig(
  base,
  defineConfig({
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        transform: (code: string, id: string) =>
          id === join(ROOT, mutant.file) ? code.replace(mutant.find, () => mutant.replace) : undefined,
      },
    ],
    test: { reporters: ['json'], bail: 1, maxWorkers: 1 },
  }),
)
