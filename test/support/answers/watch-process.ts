/** Loaded into each program that a test starts: where it is a server of the interface its answers are watched. */
import { appendFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const SERVERS = new Set(['demo', 'live', 'api', 'ws'])
const file = process.env['SEP_TEST_ANSWER_FAULTS']
const [, program = '', command = ''] = process.argv

if (isMainThread && file !== undefined && program.endsWith('main.js') && SERVERS.has(command)) {
  const { watchAnswers } = await import('./watch-answers.js')
  watchAnswers((text) => appendFileSync(file, `sep ${command}: ${text}\n`))
}
