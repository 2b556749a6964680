/** What reaches a terminal, from real processes: no control character of a file, a folder or a setting; no stack when a reader leaves. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../lib/package-root.js'
import { runProgram } from '../support/run-program.js'
import { until } from '../support/until.js'
import { sepProcess } from '../support/sep-process.js'

const folder = mkdtempSync(join(tmpdir(), 'sep-terminal-'))
afterAll(() => rmSync(folder, { recursive: true }))

const EVIL = '\u001b]0;owned\u0007\u001b[31m\u009b2J\r\u202e'
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const dataOf = (name: string, text: string): string => {
  const path = join(folder, name)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'EUR_USD_M1.csv'), text)
  return path
}
const HEAD = 't,o,h,l,c,v\n'

describe('control characters of others', () => {
  test.each<[string, () => readonly string[]]>([
    [
      'a field of a candle file',
      () => ['backtest', '--data', dataOf('a', `${HEAD}2024-01-01T00:00Z,${EVIL},1,1,1,1\n`)],
    ],
    ['a time', () => ['data', 'info', dataOf('b', `${HEAD}${EVIL},1,1,1,1,1\n`)]],
    ['a header', () => ['data', 'info', dataOf('c', `t,o,${EVIL}\n`)]],
    ['a row that is left out', () => ['data', 'info', '--lenient', dataOf('d', `${HEAD}${EVIL},1,1,1,1,1\n`)]],
    ['a folder that does not exist', () => ['data', 'info', `no/such/${EVIL}`]],
    ['a folder with such a name', () => ['data', 'info', dataOf(`e${EVIL}`, `${HEAD}x,1,1,1,1,1\n`)]],
    [
      'a file of settings',
      () => ['config', 'show', '--config', file('f.yaml', `"${JSON.stringify(EVIL).slice(1, -1)}": 1\n`)],
    ],
    ['YAML that is none', () => ['config', 'show', '--config', file('g.yaml', `a: [${EVIL}`)]],
    ['a value', () => ['config', 'show', '--set', `session.otherSession=${EVIL}`]],
    ['a text that is a value', () => ['config', 'show', '--set', `run.spreadModel=${EVIL}`]],
    ['the same as JSON', () => ['config', 'show', '--json', '--set', `run.spreadModel=${EVIL}`]],
    ['bits', () => ['qfh', '--bits', file('h.ndjson', `{"bits":"${'01'.repeat(80)}","kind":"\u009b2J\u202e"}\n`)]],
    ['bad bits', () => ['qfh', '--bits', file('i.ndjson', `{"bits":"${JSON.stringify(EVIL).slice(1, -1)}"}\n`)]],
    ['a graph file that throws', () => ['graph', '--graph', file('j.mjs', `throw new Error(${JSON.stringify(EVIL)})`)]],
    ['an option', () => ['doctor', `--${EVIL}`]],
    ['a command', () => [EVIL]],
    ['a profile', () => ['doctor', '--profile', EVIL]],
    ['a token file', () => ['doctor', '--env', 'practice', '--account', '1', '--token-file', `no/such/${EVIL}`]],
  ])('%s', (_case, args) => {
    const { out, err } = sepProcess(args(), { SEP_DATA_HOME: folder, SEP_CACHE_DIR: folder })
    expect(`${out}${err}`).not.toBe('')
    expect(`${out}${err}`).not.toMatch(/[^\P{Cc}\n\t]|\p{Bidi_Control}/u)
  })
})

test('an answer of a broker', async () => {
  const server = createServer((_, answer) => {
    answer.writeHead(400, { 'content-type': 'application/json' })
    answer.end(JSON.stringify({ errorMessage: `no such account ${EVIL}` }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const token = file('token.txt', 'a-token-of-paper')
  const broker = ['--env', 'paper', '--account', '101-001-1-001', '--token-file', token]
  const args = ['doctor', ...broker, '--rest-url', `http://127.0.0.1:${port}`]
  const { out } = await runProgram(process.execPath, [join(packageRoot(), 'dist/cli/main.js'), ...args], {
    cwd: folder,
    timeout: 60_000,
    env: { ...process.env, SEP_DATA_HOME: folder },
  })
  server.close()
  expect(out).toMatch(/no such account .*\\u202e/)
  expect(out).not.toMatch(/[^\P{Cc}\n\t]|\p{Bidi_Control}/u)
})

describe('a reader that leaves', () => {
  const run = async (args: readonly string[]) => {
    const child = spawn(process.execPath, [join(packageRoot(), 'dist/cli/main.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // Closed before the first byte, as by `| true`.
    child.stdout.destroy()
    let err = ''
    child.stderr.on('data', (text: Buffer) => (err += text.toString()))
    await once(child, 'close')
    return { code: child.exitCode, err }
  }

  test.each([
    [['doctor'], 0],
    [['--help'], 0],
    [['config', 'list'], 0],
    [['graph', '--json'], 0],
    [['doctor', '--json'], 0],
    [['data', 'info', 'no/such/folder'], 1],
  ] as const)('%j ends without a stack, with its own exit code', async (args, code) => {
    const ended = await run(args)
    expect(ended.err).not.toMatch(/EPIPE|\n\s+at |bug/)
    expect(ended.code).toBe(code)
  })

  test('a full disk behind the output is one line and exit code 1', () => {
    const main = join(packageRoot(), 'dist/cli/main.js')
    const full = openSync('/dev/full', 'w')
    for (const args of [['config', 'list'], ['doctor'], ['graph', '--json']])
      expect(
        spawnSync(process.execPath, [main, ...args], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' }),
      ).toMatchObject({
        status: 1,
        stderr: 'sep: standard output: ENOSPC: cannot be written\n',
      })
    closeSync(full)
  })

  test('a broker goes on without a reader: others trade on it', async () => {
    const main = join(packageRoot(), 'dist/cli/main.js')
    const token = file('broker-token.txt', 'a-token-of-paper')
    const args = [main, 'broker', '--token-file', token, '--port', '0', '--stream-port', '0', '--speed', '60']
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, SEP_DATA_HOME: folder },
    })
    let out = ''
    child.stdout.on('data', (text: Buffer) => (out += text.toString()))
    await until(
      'its address',
      60_000,
      () => /REST (http\S+),/.test(out),
      () => out,
    )
    child.stdout.destroy()
    const url = /REST (http\S+),/.exec(out)?.[1] as string
    // The second one is answered after its lines have failed.
    for (let n = 0; n < 2; n++) expect((await fetch(`${url}/v3/accounts`)).status).toBe(401)
    child.kill('SIGINT')
    await once(child, 'close')
    expect(child.exitCode).toBe(0)
  })
})
