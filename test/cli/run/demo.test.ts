/** The command as a process: what it prints, and that ^C ends it in order. Runs the built `dist/`. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addDemo } from '../../../cli/run/demo.js'
import { packageRoot } from '../../../lib/package-root.js'
import { eventually, testServer } from '../../support/store-server.js'
import { until } from '../../support/until.js'
import { watched } from '../../support/secrets/watched.js'
import { runCli } from '../../support/run-cli.js'
import { type OpenApiPaths, readsIn } from './openapi-reads.js'

const MAIN = join(packageRoot(), 'dist', 'cli', 'main.js')
/** A process that is still running this long after ^C is killed, which its exit code shows. */
const END_WITHIN_MS = 60_000

beforeAll(() => {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: build first (npm run build)`)
})

interface Demo {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  /** Resolves once it has printed this; rejects if it ends first. */
  readonly printed: (text: RegExp) => Promise<RegExpMatchArray>
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
}
const running: Demo[] = []
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
})

const start = (...argv: readonly string[]): Demo => startWith({}, ...argv)
const startWith = (env: NodeJS.ProcessEnv, ...argv: readonly string[]): Demo => {
  const options = { env: { ...process.env, ...env } }
  const child = watched(spawn(process.execPath, [MAIN, 'demo', '--port', '0', ...argv], options), options.env)
  child.stdin.end()
  let [out, err] = ['', '']
  const waiting: (() => void)[] = []
  const wake = () => {
    for (const look of waiting) look()
  }
  child.stdout.on('data', (text) => {
    out += text
    wake()
  })
  child.stderr.on('data', (text) => {
    err += text
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as never)
  const printed = (text: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = text.exec(out)
        if (match) resolve(match)
      }
      waiting.push(look)
      look()
      void ended.then(() => reject(new Error(`it ended before it printed ${text}: ${out}${err}`)))
    })
  const demo = { child, out: () => out, err: () => err, printed, ended }
  running.push(demo)
  return demo
}
/** Sends the signals at once; returns how the process ended. */
const stop = async ({ child, ended }: Demo, ...signals: readonly NodeJS.Signals[]) => {
  for (const signal of signals) child.kill(signal)
  const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS)
  const end = await ended
  clearTimeout(late)
  return end
}
const JSON_TYPE = 'application/json; charset=utf-8'
/** How many slices pass before ^C, and what they notice, is up to the machine. */
const NOTICE = /^(info|notice|ALARM|alarm over:) /
const IN_ORDER = { code: 0, signal: null }
const urlOf = async (demo: Demo) => (await demo.printed(/(http:\/\/localhost:\d+) shows/))[1] as string
const quick = ['--days', '2', '--pairs', 'EUR_USD,GBP_USD', '--speed'] as const

describe('sep demo', () => {
  test('soon after the start every read answers 200 with JSON, and needs no more than an instrument', async () => {
    const demo = start('--speed', '600', '--days', '20')
    const url = await urlOf(demo)
    await demo.printed(/trading starts/)
    const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: OpenApiPaths }
    const reads = readsIn(paths)
    expect(reads.length).toBeGreaterThan(35)
    for (const read of reads) {
      // A machine under load may hold the market back for a while: then answers are stale, and fresh again.
      await until(`fresh: ${read}`, 60_000, async () => {
        const answer = await fetch(url + read)
        expect([read, answer.status, answer.headers.get('content-type')]).toEqual([read, 200, JSON_TYPE])
        const { stale = false } = (await answer.json()) as { stale?: boolean }
        return !stale
      })
    }
    expect(await stop(demo, 'SIGINT')).toEqual(IN_ORDER)
  })

  test('prints the address of the page, the days of history and the start of trading; ^C ends it with exit code 0', async () => {
    const demo = start('--days', '4', '--pairs', 'EUR_USD', '--speed', '600x')
    const url = await urlOf(demo)
    await demo.printed(/sep: trading starts, 600 market minutes per minute\n/)
    expect((await fetch(`${url}/ready`)).status).toBe(200)
    expect(await stop(demo, 'SIGINT')).toEqual(IN_ORDER)
    expect(
      demo
        .out()
        .replace(url, 'URL')
        .replace(/store: .*/, 'store: SERVER')
        .split('\n')
        .filter((line) => !NOTICE.test(line.replace('sep: ', '')))
        .join('\n'),
    ).toBe(
      [
        'sep: store: SERVER',
        'sep: URL shows the running graph; ^C ends it',
        'sep: warming up: 1 of 4 days',
        'sep: warming up: 2 of 4 days',
        'sep: warming up: 3 of 4 days',
        'sep: warming up: 4 of 4 days',
        'sep: trading starts, 600 market minutes per minute',
        'sep: stopped',
        '',
      ].join('\n'),
    )
    expect(demo.err()).toBe('')
  })

  test('a ^C that arrives twice, as npm forwards it, counts once', async () => {
    const demo = start(...quick, '60')
    await demo.printed(/trading starts/)
    // Two of one kind that wait to be delivered are one for the kernel.
    expect(await stop(demo, 'SIGINT', 'SIGTERM')).toEqual(IN_ORDER)
    expect(demo.out()).toMatch(/stopped\n$/)
  })

  test('TERM during history', async () => {
    const demo = start('--days', '3650')
    await demo.printed(/shows/)
    expect(await stop(demo, 'SIGTERM')).toEqual(IN_ORDER)
    expect(demo.out()).not.toContain('trading starts')
    expect(demo.err()).toBe('')
  })

  test('^C during a wait of more than an hour, with a silent connection', async () => {
    const demo = start(...quick, '0.01')
    const url = await urlOf(demo)
    await demo.printed(/trading starts/)
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    sockets.push(socket)
    await once(socket, 'connect')
    await fetch(`${url}/api/status`)
    expect(await stop(demo, 'SIGINT')).toEqual(IN_ORDER)
  })

  test('a port in use is one line and exit code 2', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const demo = start('--port', String(port))
    expect(await demo.ended).toEqual({ code: 2, signal: null })
    expect(demo.err()).toBe(`sep: port ${port} of 127.0.0.1 is in use; choose another with --port or --host\n`)
    server.close()
  })

  test('npm start names how npm passes a port on', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const demo = startWith({ npm_lifecycle_event: 'start' }, '--port', String(port))
    expect(await demo.ended).toEqual({ code: 2, signal: null })
    expect(demo.err()).toBe(`sep: port ${port} of 127.0.0.1 is in use; choose another with npm start -- --port N\n`)
    server.close()
  })

  test('--json prints one object per event', async () => {
    const demo = start('--days', '2', '--pairs', 'EUR_USD', '--speed', '600', '--json')
    await demo.printed(/"trading"/)
    expect(await stop(demo, 'SIGINT')).toEqual(IN_ORDER)
    const events = demo
      .out()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ text }) => !NOTICE.test(String(text)))
    expect(events).toEqual([
      { event: 'log', text: expect.stringMatching(/^store: /) },
      { event: 'listening', url: expect.stringMatching(/^http:\/\/localhost:\d+$/) },
      { event: 'warmup', done: 1, days: 2 },
      { event: 'warmup', done: 2, days: 2 },
      { event: 'trading', speed: 600 },
      { event: 'stopped' },
    ])
  })

  test.each([
    [['--speed', '0'], '--speed 0: a number from 0.01 to 100000, like 60 or 60x'],
    [['--speed', '-60'], '--speed -60: a number from 0.01 to 100000, like 60 or 60x'],
    [['--speed', 'x'], '--speed x: a number from 0.01 to 100000, like 60 or 60x'],
    [['--days', '0'], '--days 0: a whole number from 1 to 3650'],
    [['--seed', '1.5'], '--seed 1.5: a whole number from 0 to 4294967295'],
    [['--port', '70000'], '--port 70000: a whole number from 0 to 65535'],
  ])('%j is refused', async (argv, message) => {
    const { error, out } = await runCli(addDemo, ['demo', '--port', '0', ...argv])
    expect(error).toMatchObject({ code: 'bad-argument', message })
    expect(out).toBe('')
  })
})

describe('the store of the demo', () => {
  test('is that of SEP_STORE_URL, with the mirrors of the trading slices', async () => {
    const server = await testServer()
    try {
      const demo = startWith({ SEP_STORE_URL: server.now().socket }, '--speed', '600')
      await demo.printed(/store: .*append-only file/)
      await demo.printed(/trading starts/)
      const store = await server.store()
      await eventually(async () => (await store.get('opt:rolling:gates_blob')) !== null)
      expect((await store.keys('md:candles:*')).length).toBe(8)
      expect(await stop(demo, 'SIGINT')).toMatchObject({ code: 0 })
    } finally {
      await server.end()
    }
  })

  test('an unreachable one is one clear line', async () => {
    const demo = startWith({ SEP_STORE_URL: '/nowhere/store.sock' })
    expect(await demo.ended).toMatchObject({ code: 1 })
    expect(demo.err()).toMatch(/^sep: .*nowhere.*\n$/)
  })
})
