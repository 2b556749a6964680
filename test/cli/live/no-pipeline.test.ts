/** Panic commands where no pipeline lives: they fail and name those there are; none makes a store. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { processName } from '../../../app/connect/process-name.js'
import { addArm } from '../../../cli/live/arm.js'
import { addFlatten } from '../../../cli/live/flatten.js'
import { addLock, addUnlock } from '../../../cli/live/lock.js'
import { switchKeys } from '../../../streams/control/switches.js'
import { type Ran, runCli } from '../../support/run-cli.js'
import { ACCOUNT } from '../../support/live/control.js'
import { message, panicBench } from './panic-bench.js'

const OTHER = '101-001-2-002'
const REAL = '001-001-3-003'
const bench = panicBench()
const arm = (...argv: string[]) => bench.call(addArm, ['arm', ...argv])
const flatten = (...argv: string[]) => bench.call(addFlatten, ['flatten', '--account', ACCOUNT, ...argv])

describe('where no pipeline lives', () => {
  const commands: [string, () => Promise<Ran>][] = [
    ['arm', () => arm('--account', ACCOUNT)],
    ['flatten', () => flatten('--all')],
    ['lock', () => bench.call(addLock, ['lock', '--account', ACCOUNT, '--pair', 'EUR_USD', '--minutes', '5'])],
    ['unlock', () => bench.call(addUnlock, ['unlock', '--account', ACCOUNT, '--pair', 'EUR_USD'])],
  ]
  test.each(commands)('%s fails, names the accounts there are, and writes nothing', async (_, run) => {
    await bench.held(processName(), OTHER)
    await bench.store().write([{ op: 'set', key: switchKeys(REAL).kill, value: 'on' }])
    const before = await bench.store().keys('*')
    const ran = await run()
    expect(message(ran)).toContain(`no pipeline of account ${ACCOUNT} runs on ${bench.socket()}`)
    expect(message(ran)).toContain(`(running there: ${OTHER}; known there: ${REAL})`)
    expect(ran.error).toMatchObject({ code: 'missing-data' })
    expect(await bench.store().keys('*')).toEqual(before)
  })

  test.each(commands)('%s fails under an older pipeline: it would not hear it', async (_, run) => {
    await bench.held('host:1:abcd')
    expect(message(await run())).toContain(`a pipeline of an older version holds account ${ACCOUNT}`)
    expect(await bench.store().keys('ops:kill*')).toEqual([])
  })

  test('arm --off is written for the next start, and exits 1', async () => {
    const ran = await arm('--account', ACCOUNT, '--off')
    expect(ran.out).toContain(`${ACCOUNT}: kill switch ON for the next start: no pipeline of it runs on `)
    expect([process.exitCode, await bench.switches()]).toEqual([1, ['on', null]])
  })

  test('arm --off under an older pipeline is written to both keys', async () => {
    await bench.held('host:1:abcd')
    await arm('--account', ACCOUNT, '--off')
    expect([process.exitCode, await bench.switches()]).toEqual([3, ['on', null]])
    expect(new TextDecoder().decode((await bench.store().get('ops:kill_switch'))!)).toBe('on')
  })

  test('a store that is not there is not made: those there are are named', async () => {
    const home = mkdtempSync(join(tmpdir(), 'sep-home-'))
    const before = process.env['SEP_DATA_HOME']
    process.env['SEP_DATA_HOME'] = home
    try {
      for (const off of [[], ['--off']]) {
        const ran = await runCli(addArm, ['arm', '--account', ACCOUNT, ...off])
        expect(message(ran)).toBe(`no store of account ${ACCOUNT} below ${home}; no store has been made yet`)
      }
      const named = join(home, 'x')
      expect(
        message(await runCli(addFlatten, ['flatten', '--all', '--account', ACCOUNT, '--data-dir', named])),
      ).toContain(`no store at ${named}`)
      expect([readdirSync(home), existsSync(named)]).toEqual([[], false])
    } finally {
      process.env['SEP_DATA_HOME'] = before
      rmSync(home, { recursive: true })
    }
  })
})

test('a lease that has ended is no life', async () => {
  await bench.store().acquireLease(`ops:lease:{${ACCOUNT}}`, processName(), 1)
  await expect.poll(async () => message(await arm('--account', ACCOUNT))).toContain('no pipeline')
})
