/** The check of every answer can fail, and it passes what is right. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runProgram } from '../run-program.js'
import { answerFault } from './answer-fault.js'

const STAMP = { account: 'a', tsMs: 1, asOfMs: 2, stale: false }
const problem = (status: number, code: string) => ({ type: 'about:blank', title: 't', status, code })
const PLAIN = 'application/json'
const OTHER = 'application/x-json'
const PROBLEM = 'application/problem+json; charset=utf-8'

test.each`
  asked                             | status | body                                  | type       | fault
  ${'GET /api/pairs'}               | ${200} | ${{ ...STAMP, pairs: [] }}            | ${PLAIN}   | ${null}
  ${'GET /api/pairs'}               | ${200} | ${{ ...STAMP, pairs: [{}] }}          | ${PLAIN}   | ${/200: pairs\.0\.instrument/}
  ${'GET /api/pairs'}               | ${200} | ${{ ...STAMP, pairs: [], more: 1 }}   | ${PLAIN}   | ${/more/}
  ${'GET /api/pairs'}               | ${200} | ${{ ...STAMP, pairs: [] }}            | ${OTHER}   | ${/x-json is not declared/}
  ${'GET /api/pairs'}               | ${202} | ${problem(202, 'internal')}           | ${PROBLEM} | ${/status 202 is not declared/}
  ${'GET /api/pairs'}               | ${503} | ${problem(503, 'warming')}            | ${PROBLEM} | ${null}
  ${'GET /api/pairs'}               | ${503} | ${problem(500, 'warming')}            | ${PROBLEM} | ${/code warming with 500/}
  ${'GET /api/pairs'}               | ${503} | ${problem(503, 'away')}               | ${PROBLEM} | ${/code away with 503/}
  ${'GET /api/pairs'}               | ${503} | ${problem(503, 'warming')}            | ${PLAIN}   | ${/an error as application\/json/}
  ${'GET /api/graph/tap/qfh'}       | ${200} | ${STAMP}                              | ${PLAIN}   | ${/node/}
  ${'POST /api/pairs/EUR_USD/lock'} | ${409} | ${problem(409, 'refused')}            | ${PROBLEM} | ${null}
  ${'PATCH /api/pairs'}             | ${405} | ${problem(405, 'method-not-allowed')} | ${PROBLEM} | ${null}
  ${'GET /nothing'}                 | ${404} | ${{ title: 'nothing' }}               | ${PROBLEM} | ${/type/}
  ${'GET /health'}                  | ${200} | ${{ status: 'ok' }}                   | ${PLAIN}   | ${/phase/}
`('$asked, $status: $fault', ({ asked, status, body, type, fault }: FaultRow) => {
  const [method = '', path = ''] = asked.split(' ')
  const found = answerFault({ method, path, status, contentType: type, text: JSON.stringify(body) })
  if (fault === null) expect(found).toBeNull()
  else expect(found).toMatch(fault)
})

interface FaultRow {
  readonly asked: string
  readonly status: number
  readonly body: object
  readonly type: string
  readonly fault: RegExp | null
}

/** A server that answers itself: once as the interface does, once as another kind of server. */
const SERVER = `
const server = require('node:http').createServer((request, response) => {
  if (request.url.endsWith('own')) response.setHeader('Content-Security-Policy', "default-src 'self'")
  response.setHeader('Content-Type', 'application/json').end('{}')
}).listen(0, '127.0.0.1', async () => {
  for (const query of ['own', 'other'])
    await (await fetch('http://127.0.0.1:' + server.address().port + '/api/pairs?' + query)).text()
  server.close()
})`

test.each(['api', 'broker'])('of a program that a test starts, %s', async (command) => {
  const folder = mkdtempSync(join(tmpdir(), 'sep-answers-'))
  writeFileSync(join(folder, 'main.js'), SERVER)
  const file = join(folder, 'faults')
  const env = { ...process.env, SEP_TEST_ANSWER_FAULTS: file } as Record<string, string>
  const ran = await runProgram(process.execPath, [join(folder, 'main.js'), command], {
    cwd: folder,
    timeout: 60_000,
    env,
  })
  expect(ran).toMatchObject({ code: 0, err: '' })
  const found = existsSync(file) ? readFileSync(file, 'utf8') : ''
  rmSync(folder, { recursive: true })
  if (command === 'broker') expect(found).toBe('')
  else expect(found).toMatch(/^sep api: GET \/api\/pairs, 200: account: .*\n$/)
})
