/** `sep store`: lists the stores of a user, and moves one from the old place. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addStore } from '../../../cli/live/store.js'
import { runCli } from '../../support/run-cli.js'
import { message } from './panic-bench.js'

const ACCOUNT = '101-001-1000001-001'

let home: string
let working: string
let before: { readonly cwd: string; readonly home: string | undefined }
beforeEach(() => {
  before = { cwd: process.cwd(), home: process.env['SEP_DATA_HOME'] }
  home = mkdtempSync(join(tmpdir(), 'sep-home-'))
  working = mkdtempSync(join(tmpdir(), 'sep-work-'))
  process.env['SEP_DATA_HOME'] = home
  process.chdir(working)
})
afterEach(() => {
  process.chdir(before.cwd)
  process.env['SEP_DATA_HOME'] = before.home
  for (const folder of [home, working]) rmSync(folder, { recursive: true, force: true })
})

test('a store of the old place is moved to its account, and listed there', async () => {
  expect((await runCli(addStore, ['store', 'list'])).out).toBe(`no store below ${home}\n`)
  mkdirSync(join('.cache', 'store', 'appendonlydir'), { recursive: true })
  const to = join(home, 'practice', ACCOUNT)
  const moved = await runCli(addStore, ['store', 'move', '--env', 'practice', '--account', ACCOUNT])
  expect(moved.out).toBe(`the store of ${join('.cache', 'store')} is at ${to} now\n`)
  expect([existsSync(join('.cache', 'store')), existsSync(join(to, 'appendonlydir'))]).toEqual([false, true])
  expect((await runCli(addStore, ['store', 'list'])).out).toBe(`${to}\n`)
  expect(JSON.parse((await runCli(addStore, ['store', 'list', '--json'])).out)).toEqual({ home, stores: [to] })
})

test.each([
  [['--env', 'practice', '--account', ACCOUNT], 'no store at '],
  [['--account', ACCOUNT], '--env is needed'],
  [['--env', 'practice'], '--account is needed'],
])('move %j without a store is refused, and nothing is made', async (flags, text) => {
  expect(message(await runCli(addStore, ['store', 'move', ...flags]))).toContain(text)
  expect(existsSync(join(home, 'practice'))).toBe(false)
})
