/** `sep notify test`: what it prints and its exit code, against a real HTTP server. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addLive } from '../../../cli/live/live.js'
import { addNotify } from '../../../cli/live/notify/notify.js'
import { runCli } from '../../support/run-cli.js'
import { json, type ScriptedServer, scriptedServer } from '../../support/scripted-server.js'

describe('sep notify test', () => {
  let server: ScriptedServer
  let folder: string
  let file: string
  beforeAll(async () => {
    server = await scriptedServer()
    folder = mkdtempSync(join(tmpdir(), 'sep-notify-'))
    file = join(folder, 'channels.yaml')
    writeFileSync(
      file,
      `channels:
  - {name: desk, kind: slack, url: '${server.url}/hidden-desk'}
  - {name: own, kind: webhook, url: '${server.url}/hidden-own', events: [fills, exits], severity: critical}
`,
      { mode: 0o600 },
    )
  })
  beforeEach(() => {
    server.otherwise = json(200, {})
    process.exitCode = 0
  })
  afterAll(async () => {
    process.exitCode = 0
    rmSync(folder, { recursive: true })
    await server.close()
  })
  const run = async (...argv: readonly string[]) => {
    const ran = await runCli(addNotify, ['notify', 'test', ...argv])
    const exit = process.exitCode
    process.exitCode = 0
    return { ...ran, exit, message: (ran.error as Error | undefined)?.message }
  }

  test('all channels deliver: 0', async () => {
    const { out, exit } = await run('--notify', file)
    expect(out).toBe('desk (slack): delivered\nown (webhook): delivered\n')
    expect(exit).toBe(0)
    expect(JSON.parse(server.seen.find(({ path }) => path === '/hidden-own')!.body)).toMatchObject({
      title: 'SEP test: test of channel own',
      notices: [{ kind: 'test', text: 'It gets fills, exits; alarms from critical on.' }],
    })
  })

  test('one channel does not: 1, with the reason, without the address', async () => {
    server.script.push(json(404, { message: 'no /hidden-own here' }))
    const { out, exit } = await run('--notify', file, '--channel', 'own', '--json')
    expect(JSON.parse(out)).toEqual({
      channels: [{ channel: 'own', kind: 'webhook', delivered: false, why: 'HTTP 404: no *** here' }],
    })
    expect(exit).toBe(1)
  })

  test('what cannot be used is a usage error', async () => {
    expect((await run()).message).toBe('--notify FILE (or SEP_NOTIFY_FILE) names the channels')
    expect((await run('--notify', file, '--channel', 'phone')).message).toBe(`--channel phone: ${file} has desk, own`)
    const shared = join(folder, 'shared.yaml')
    writeFileSync(shared, 'channels: []')
    chmodSync(shared, 0o644)
    expect((await run('--notify', shared)).message).toContain('chmod 600 makes it yours alone')
  })

  test('sep live refuses a bad file before it starts, and the flag in a part that does not trade', async () => {
    const broker = ['--env', 'paper', '--account', '101-001-1000001-001', '--rest-url', 'http://127.0.0.1:1']
    const store = ['--store', 'redis://127.0.0.1:1']
    const token = join(folder, 'token')
    writeFileSync(token, 'x'.repeat(65), { mode: 0o600 })
    const live = async (...argv: readonly string[]) =>
      ((await runCli(addLive, ['live', ...broker, '--token-file', token, ...argv])).error as Error).message
    expect(await live('--notify', join(folder, 'none.yaml'))).toContain('none.yaml: ENOENT')
    expect(await live(...store, '--nodes', 'gates..allocate', '--notify', file)).toBe(
      '--notify: the part that trades sends messages; give the file to that process',
    )
  })
})
