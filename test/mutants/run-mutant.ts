/** Runs the tests of one mutant. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { ROOT } from '../support/paths.js'
import type { Mutant } from './mutant.js'

/** `killed`: a test failed. `survived`: all passed. `broken`: the tests could not be run, or the mutant is no program. */
export type Fate = 'killed' | 'survived' | 'broken'
export interface MutantRun {
  readonly fate: Fate
  /** The test that failed first, or why there was none. */
  readonly by: string
}

const report = z.object({
  numTotalTests: z.number(),
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
})

export const runMutant = async ({ tests }: Mutant, number: number): Promise<MutantRun> => {
  const folder = await mkdtemp(join(tmpdir(), 'sep-mutant-'))
  try {
    const file = join(folder, 'report.json')
    const config = join('test', 'mutants', 'vitest.config.mts')
    const printed = await runTests(['run', '--config', config, '--root', ROOT, '--outputFile', file, ...tests], number)
    const text = await readFile(file, 'utf8').catch(() => null)
    return text === null ? { fate: 'broken', by: printed.trim().split('\n').at(-1) ?? '' } : fateOf(JSON.parse(text))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const fateOf = (document: unknown): MutantRun => {
  const { testResults, numTotalTests } = report.parse(document)
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed')
  if (failed) return { fate: 'killed', by: failed.fullName }
  const fault = testResults.find(({ message }) => message !== '')
  if (fault || numTotalTests === 0) return { fate: 'broken', by: fault?.message ?? 'no tests' }
  return { fate: 'survived', by: `${numTotalTests} tests passed` }
}

/** What the tests printed. They fail by intention: the exit code counts for nothing. */
const runTests = (args: readonly string[], number: number): Promise<string> =>
  new Promise((resolve) => {
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
    const options = { cwd: ROOT, env: { ...process.env, SEP_MUTANT: String(number) }, maxBuffer: 1 << 28 }
    execFile(process.execPath, [vitest, ...args], options, (_error, stdout, stderr) => resolve(stdout + stderr))
  })
