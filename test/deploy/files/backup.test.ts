/** A store is copied while a pipeline writes to it; the copy, restored, replays to the same bytes. Nothing is overwritten. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addReplay } from '../../../cli/run/replay.js'
import { addStore } from '../../../cli/live/store.js'
import { systemClock as clock } from '../../../lib/clock.js'
import type { Store } from '../../../store/store.js'
import { spawnStore } from '../../../store/server/spawn.js'
import { ACCOUNT, type Recording, recording } from '../../support/recorded-journal.js'
import { runCli } from '../../support/run-cli.js'
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
  runProgram(join(DEPLOY, 'store', name), args, { cwd: folder, timeout: 30_000 })
const backup = (file: string) => script('backup.sh', file, '-s', server.now().socket)

/** The slices of the journal of a restored store, after a replay that compared every byte. */
const slicesOf = async (name: string): Promise<number> => {
  const restored = await spawnStore({ dataDir: join(folder, name), clock })
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
    err: 'restore: damaged is damaged\n',
  })
  expect(readdirSync(folder)).not.toContain('of-damaged')
})

test('a store that is not there leaves no file', async () => {
  expect(await script('backup.sh', 'none', '-s', join(folder, 'nowhere.sock'))).toMatchObject({ code: 1 })
  expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([])
})
