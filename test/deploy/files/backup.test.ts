/** A store is copied while a pipeline writes to it; the copy, restored, replays to the same bytes. Nothing is overwritten. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addReplay } from '../../../cli/run/replay.js'
import { addStore } from '../../../cli/live/store.js'
import { systemClock as clock } from '../../../lib/clock.js'
import type { Store } from '../../../store/store.js'
import { inlineCommand } from '../../../store/server/inline-command.js'
import { spawnStore } from '../../../store/server/spawn.js'
import { ACCOUNT, type Recording, recording } from '../../support/recorded-journal.js'
import { runCli } from '../../support/run-cli.js'
import { sepProcess } from '../../support/sep-process.js'
import { runProgram } from '../../support/run-program.js'
import { testServer, type TestServer } from '../../support/store-server.js'
import { DEPLOY } from './compose-file.js'

let folder: string
let server: TestServer
let store: Store
let written: Recording
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sep-backup-'))
  server = await testServer()
  store = await server.store()
  written = recording({ store, minutes: 200, names: ['EUR_USD', 'USD_JPY'] })
  await written.live({ slices: 40 })
})
afterAll(async () => {
  await server.end()
  rmSync(folder, { recursive: true })
})

const script = (name: string, ...args: readonly string[]) =>
  runProgram(join(DEPLOY, 'store', name), args, { cwd: folder, timeout: 60_000 })
const backup = (file: string) => script('backup.sh', file, '-s', server.now().socket)

/** The slices of the journal of a restored store, after a replay that compared every byte. */
const slicesOf = async (name: string): Promise<number> => {
  const restored = await spawnStore({ dataDir: resolve(folder, name), clock })
  if (!restored) throw new Error('no server')
  try {
    const place = ['--store', restored.socket, '--env', 'paper', '--account', ACCOUNT]
    expect((await runCli(addStore, ['store', 'check', ...place])).error).toBeUndefined()
    const { error, out } = await runCli(addReplay, ['replay', ...place, '--journal', '..', '--json'])
    expect(error).toBeUndefined()
    const { equal, differing } = JSON.parse(out) as { readonly equal: number; readonly differing: number }
    expect(differing).toBe(0)
    return equal
  } finally {
    await restored.close()
  }
}

const killSwitchOf = async (place: string): Promise<string | null> => {
  const restored = await spawnStore({ dataDir: place, clock })
  if (!restored) throw new Error('no server')
  try {
    return (
      ((await inlineCommand(clock, restored.socket, `GET ops:kill_switch:{${ACCOUNT}}`)) ?? '').split('\r\n')[1] ?? null
    )
  } finally {
    await restored.close()
  }
}

test('a copy that was taken in the middle of the writing is whole', async () => {
  const [life, copied] = await Promise.all([written.live({ slices: 80 }), backup('middle')])
  expect(life.slices).toBe(80)
  expect(copied).toEqual({ code: 0, out: expect.stringMatching(/^backup: middle, \d+ bytes\n$/), err: '' })
  expect(await script('restore.sh', 'middle', 'of-middle')).toMatchObject({ code: 0, err: '' })
  const slices = await slicesOf('of-middle')
  expect(slices).toBeGreaterThanOrEqual(40)
  expect(slices).toBeLessThanOrEqual(120)
})

test('a copy afterwards has it all, and every key', async () => {
  await backup('end')
  const { out } = await script('restore.sh', 'end', 'of-end')
  expect(out).toBe(`restore: ${(await server.ask('DBSIZE'))?.replace(':', '').trim()} keys in of-end\n`)
  expect(await slicesOf('of-end')).toBe(120)
})

describe('sep store', () => {
  const home = () => join(folder, 'home')
  const run = (...args: readonly string[]) =>
    sepProcess(['store', ...args], { SEP_DATA_HOME: home(), PATH: process.env['PATH'] ?? '' })
  const own = ['--env', 'paper', '--account', ACCOUNT]

  test('backs up into a folder; restored where every command finds it, it replays, and its kill switch is ON', async () => {
    mkdirSync(join(folder, 'kept'))
    const copied = run('backup', join(folder, 'kept'), '--store', server.now().socket, '--json')
    expect(copied).toMatchObject({ code: 0, err: '' })
    const { file, bytes } = JSON.parse(copied.out) as { readonly file: string; readonly bytes: number }
    expect(file).toMatch(/\/kept\/sep-store-\d{4}-\d\d-\d\dT\d{6}Z\.rdb$/)
    expect(readFileSync(file)).toHaveLength(bytes)
    await store.write([{ op: 'set', key: `ops:kill_switch:{${ACCOUNT}}`, value: 'off' }])
    const off = join(folder, 'off.rdb')
    expect(run('backup', off, '--store', server.now().socket)).toMatchObject({ code: 0 })
    const restored = run('restore', off, ...own)
    const place = join(home(), 'paper', ACCOUNT)
    expect(restored).toMatchObject({ code: 0, err: '' })
    expect(restored.out).toMatch(new RegExp(`^${place}: \\d+ keys; kill switch ON of ${ACCOUNT}: sep doctor, then`))
    expect(await slicesOf(place)).toBe(120)
    expect(await killSwitchOf(place)).toBe('on')
    // What it started has ended, and a second one finds a store there.
    expect(run('restore', file, ...own)).toEqual({
      ...{ code: 2, out: '', err: `sep: ${place} is not empty: nothing is overwritten; move it away first\n` },
    })
    expect(run('backup', join(folder, 'of-place.rdb'), ...own)).toMatchObject({ code: 0, err: '' })
  })

  test.each<[string, () => readonly string[], number, string]>([
    [
      'a file that is there',
      () => ['backup', 'package.json', '--store', server.now().socket],
      2,
      'package.json is there already: nothing is overwritten',
    ],
    ['no store', () => ['backup', join(folder, 'x'), '--data-dir', join(folder, 'nowhere')], 1, 'no store at '],
    [
      'no server',
      () => ['backup', join(folder, 'x'), '--store', join(folder, 'no.sock')],
      1,
      'backup: the store cannot',
    ],
    ['no file', () => ['restore', join(folder, 'x'), ...own], 1, 'there is no such file'],
    [
      'another file',
      () => ['restore', 'package.json', '--data-dir', join(folder, 'y')],
      1,
      'package.json is no backup, or damaged',
    ],
  ])('is refused with %s, and leaves nothing', (_name, args, code, text) => {
    const ran = run(...args())
    expect(ran).toMatchObject({ code, out: '' })
    expect(ran.err).toContain(text)
    expect(ran.err.trimEnd().split('\n')).toHaveLength(1)
    expect(readdirSync(folder).filter((name) => /^[xy]/.test(name))).toEqual([])
  })
})

test('a file that is there and a folder that holds something are refused, and stay as they are', async () => {
  writeFileSync(join(folder, 'mine'), 'mine')
  expect(await backup('mine')).toEqual({ code: 1, out: '', err: 'backup: mine is there already: name another\n' })
  expect(readFileSync(join(folder, 'mine'), 'utf8')).toBe('mine')
  const before = readdirSync(server.dataDir).sort()
  expect(await script('restore.sh', 'end', server.dataDir)).toEqual({
    code: 1,
    out: '',
    err: `restore: ${server.dataDir} is not empty: nothing is overwritten; move it away first\n`,
  })
  expect(readdirSync(server.dataDir).sort()).toEqual(before)
})

test('a damaged file restores nothing', async () => {
  const bytes = readFileSync(join(folder, 'end'))
  const middle = Math.floor(bytes.length / 2)
  bytes[middle] = (bytes[middle] as number) ^ 0xff
  writeFileSync(join(folder, 'damaged'), bytes)
  expect(await script('restore.sh', 'damaged', 'of-damaged')).toEqual({
    code: 1,
    out: '',
    err: 'restore: damaged is no backup, or damaged\n',
  })
  expect(readdirSync(folder)).not.toContain('of-damaged')
})

test('a store that is not there leaves no file', async () => {
  expect(await script('backup.sh', 'none', '-s', join(folder, 'nowhere.sock'))).toMatchObject({ code: 1 })
  expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([])
})
