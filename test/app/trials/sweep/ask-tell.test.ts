import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readTrialLedger } from '../../../../app/trials/ledger.js'
import { openAskTell } from '../../../../app/trials/sweep/ask-tell.js'
import { openSweep } from '../../../../app/trials/sweep/open-sweep.js'
import type { TrialLine } from '../../../../model/trial-line.js'
import { testClock } from '../../../support/test-clock.js'

const root = mkdtempSync(join(tmpdir(), 'sep-ask-'))
afterAll(() => rmSync(root, { recursive: true }))

test('an optimiser asks, and every answer counts once', async () => {
  const file = join(root, 's.yaml')
  const lines = [
    'name: s',
    'synth: {days: 3}',
    'instruments: [EUR_USD, USD_JPY]',
    'grid: {look: [8], exit_cd: 0}',
    'min_trades: 1',
  ]
  writeFileSync(file, lines.join('\n'))
  const open = await openSweep(file, {}, { cache: null })
  const ledger = join(root, 'ledger.ndjson')
  const session = await openAskTell(open, {
    ...{ out: join(root, 'out'), ledger, fresh: false, memoryMb: 256 },
    ...{ clock: testClock(), signal: new AbortController().signal },
  })
  type Answer = {
    readonly error?: string
    readonly params: object
    readonly pnlBps: number
    readonly objective: number
    readonly enough: boolean
    readonly lines: readonly TrialLine[]
  }
  const ask = async (line: string) => (await session.answer(line)) as Answer

  const first = await ask('{"thr_bps": 1}')
  expect(first.params).toEqual({ look: 8, thr_bps: 1, c_min: 0.5, entry_cd: 60, exit_cd: 0 })
  expect(first.lines.map(({ instrument }) => instrument)).toEqual(['EUR_USD', 'USD_JPY'])
  expect(first.pnlBps).toBeCloseTo(
    first.lines.reduce((sum, line) => sum + line.pnlBps, 0),
    9,
  )
  expect([first.objective, first.enough]).toEqual([first.pnlBps, true])
  expect(await ask('{"direction.thrBps": 1, "look": 8}')).toMatchObject({ pnlBps: first.pnlBps })
  expect((await ask('{"look": 20}')).params).toMatchObject({ look: 20, thr_bps: 2 })
  expect(readTrialLedger(ledger).trials.size).toBe(4)

  expect(await ask('look=3')).toEqual({
    error: 'a line is one JSON object of parameters, like {"look": 12, "thr_bps": 2}',
  })
  expect(await ask('[1]')).toHaveProperty('error')
  expect((await ask('{"look": 1}')).error).toContain('direction.look')
  expect((await ask('{"fast": 1}')).error).toContain("unknown setting 'fast'")
  expect((await ask('{"run.spreadFactor": 0}')).error).toContain('all trials share one market')
  expect(readTrialLedger(ledger).trials.size).toBe(4)
  session.close()
})
