/** `sep replay --journal` on a real store: compares the recorded run, also with candles from files. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { replayDayApart } from '../../../app/surface/replay-day.js'
import { sepCommand } from '../../../app/surface/research/sep-command.js'
import { addReplay } from '../../../cli/run/replay.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { writeSeries } from '../../../sources/files/write-folder.js'
import { ACCOUNT, recording } from '../../support/recorded-journal.js'
import { type TestServer, testServer } from '../../support/store-server.js'
import { runCli } from '../../support/run-cli.js'

const DAY = '2024-03-05'
let server: TestServer
let data: string
let where: readonly string[]
beforeAll(async () => {
  server = await testServer()
  data = mkdtempSync(join(tmpdir(), 'sep-replay-'))
  const recorded = recording({ minutes: 240, store: await server.store() })
  await recorded.live({ slices: 150, killed: true })
  await recorded.live()
  for (const series of recorded.series) writeSeries(data, revised(series))
  where = ['--store', server.now().socket, '--account', ACCOUNT]
})
afterAll(async () => {
  process.exitCode = 0
  await server?.end()
  rmSync(data, { recursive: true, force: true })
})

describe('sep replay', () => {
  test('equal output is one line and exit code 0', async () => {
    const { out, error } = await runCli(addReplay, ['replay', '--journal', '..', ...where])
    expect(error).toBeUndefined()
    expect(out).toContain('240 slices with')
    expect(out).toContain('every byte of every output column is equal')
    expect(process.exitCode ?? 0).toBe(0)
  })

  test('a stretch, as JSON, with history', async () => {
    const { out, error } = await runCli(addReplay, [
      'replay',
      '--journal',
      '2024-03-05T08:30..2024-03-05T09:29',
      '--json',
      '--vs-history',
      '--data',
      data,
      ...where,
    ])
    expect(error).toBeUndefined()
    expect(JSON.parse(out)).toMatchObject({
      equal: 60,
      differing: 0,
      unrecorded: 0,
      first: null,
      history: { minutes: 60, differing: 1, first: [{ column: 'c' }] },
    })
  })

  test('one day: live, replay and shadow; a process that trades asks for it in a process of its own', async () => {
    const { out, error } = await runCli(addReplay, ['replay', '--day', DAY, ...where])
    expect(error).toBeUndefined()
    expect(out).toMatch(/^2024-03-05, New York: 240 slices\nlive {4}\d+ orders, .*\nreplay {2}\d+ orders, .*\nshadow /)
    const { out: json } = await runCli(addReplay, ['replay', '--day', DAY, '--json', ...where])
    const store = await server.store()
    const apart = replayDayApart({ store, account: ACCOUNT, command: sepCommand(), args: where, env: {} })
    const { signal } = new AbortController()
    expect(await apart(DAY, signal)).toEqual(JSON.parse(json))
    await expect(apart('2030-01-01', signal)).rejects.toMatchObject({ code: 'no-data' })
    process.exitCode = 0
  })

  test.each([
    [['--journal', 'yesterday'], 'write FROM..TO'],
    [['--journal', '2024-03-05..2024-03-04'], 'ends before it begins'],
    [['--journal', '..', '--vs-history'], '--data'],
    [['--journal', '2030-01-01..'], 'no slice in this span'],
    [['--day', '2024-03-05', '--journal', '..'], '--day: cannot be combined'],
    [['--day', 'today'], 'write a day like'],
    [['--day', '2030-01-01'], 'no slice in this span'],
  ])('%j is refused: %s', async (argv, text) => {
    const { error } = await runCli(addReplay, ['replay', ...argv, ...where])
    expect((error as Error).message).toContain(text)
  })
})

/** The download differs in one close of EUR_USD. */
const revised = (series: CandleSeries): CandleSeries =>
  series.instrument === 'EUR_USD'
    ? {
        ...series,
        c: series.c.map((value, i) => (series.tMs[i] === Date.UTC(2024, 2, 5, 9) ? (series.o[i] as number) : value)),
      }
    : series
