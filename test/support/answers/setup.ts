/**
 * For every test file: an answer of any server of the interface that does not fit its route fails the file. It is read by each of them: few
 * imports.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { afterAll } from 'vitest'
import { watchAnswers } from './watch-answers.js'

const faults: string[] = []
const watched = watchAnswers((text) => void faults.push(text))
// Programs that the file starts inherit it.
const file = `${process.env['SEP_TEST_ANSWER_FAULTS']}-${process.pid}`
process.env['SEP_TEST_ANSWER_FAULTS'] = file

// It runs after those of the file itself, which stop its servers.
afterAll(async () => {
  watched.stop()
  await watched.idle()
  if (existsSync(file)) faults.push(...readFileSync(file, 'utf8').split('\n').slice(0, -1))
  rmSync(file, { force: true })
  if (faults.length > 0)
    throw new Error(`${faults.length} answers do not fit their routes:\n${faults.slice(0, 5).join('\n')}`)
})
