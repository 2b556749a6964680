/** `sep replay --explain` on a real store: it explains an old slice as the running process did. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addReplay } from '../../../cli/run/replay.js'
import { type Explanation, explain } from '../../../graph/explain/explain.js'
import { recordSlices } from '../../../graph/engine/run/record-slices.js'
import { sep } from '../../../graph/sep.js'
import { ACCOUNT, recording } from '../../support/recorded-journal.js'
import { eager, runSep } from '../../support/sep-run.js'
import { type TestServer, testServer } from '../../support/store-server.js'
import { runCli } from '../../support/run-cli.js'

const MINUTES = 400
let server: TestServer
let where: readonly string[]
/** Explanations of the running process, by time and instrument. */
const said = new Map<string, Explanation>()
let firstMs = 0

beforeAll(async () => {
  server = await testServer()
  const recorded = recording({ minutes: MINUTES, store: await server.store() })
  firstMs = (recorded.series[0]?.tMs[0] as number) + 60_000
  await recorded.live({ slices: 250, killed: true })
  await recorded.live()
  const graph = sep(eager())
  const recorder = recordSlices(graph, { keep: MINUTES })
  const { world } = runSep(recorded.series, { settings: eager(), look: (frame) => void recorder.write(frame) })
  for (let n = 0; n < MINUTES; n++) {
    const slice = recorder.at(firstMs + n * 60_000)
    for (const { name } of world.instruments)
      if (slice) said.set(`${slice.tsMs},${name}`, explain(graph, world, slice, name))
  }
  where = ['--store', server.now().socket, '--account', ACCOUNT]
})
afterAll(async () => {
  process.exitCode = 0
  await server?.end()
})

/** The first slice whose verdict starts with this. */
const asked = (verdict: string): { readonly key: string; readonly live: Explanation } => {
  const found = [...said].find(([, one]) => one.verdict.startsWith(verdict))
  if (!found) throw new Error(`no slice with ${verdict}`)
  return { key: found[0], live: found[1] }
}
const run = (...argv: readonly string[]) => runCli(addReplay, ['replay', ...argv, ...where])

describe('sep replay --explain', () => {
  test.each(['order: buys', 'order: sells', 'order: closes', 'no order: closed by', 'no order: long'])(
    'gives the very answer of the live process: %s',
    async (verdict) => {
      const { key, live } = asked(verdict)
      const { out, error } = await run('--explain', key, '--json')
      expect(error).toBeUndefined()
      // JSON has no NaN.
      expect(JSON.parse(out)).toMatchObject({ ...JSON.parse(JSON.stringify(live)), asRecorded: true, account: ACCOUNT })
    },
  )

  test('prints the answer first, then every node from the last gate back to the candle', async () => {
    const { key, live } = asked('order: buys')
    const [time, instrument] = key.split(',') as [string, string]
    const at = new Date(Number(time)).toISOString()
    const { out } = await run('--explain', `${at},${instrument}`, '--journal', `${at}..`)
    const lines = out.split('\n')
    expect(lines[0]).toBe(`${instrument} at ${at}, account ${ACCOUNT}`)
    expect(lines[1]).toContain(live.verdict)
    expect(lines[2]).toMatch(/^ {2}risk +buys /)
    expect(lines.findLast((line) => line.startsWith('  '))).toMatch(/^ {2}candle +open /)
    expect(out).toContain('slices replayed to restore the state')
    expect(out).toContain('every output byte of this slice equals the recorded one')
  })

  test('a time between slices names both neighbours', async () => {
    const { error } = await run('--explain', `${firstMs + 30 * 60_000 + 5},EUR_USD`)
    const [before, after] = [30, 31].map((n) => new Date(firstMs + n * 60_000).toISOString())
    expect(error).toMatchObject({ code: 'missing-data' })
    expect((error as Error).message).toContain(`the time lies between slices; the nearest: ${before} and ${after}`)
  })

  test.each([
    [-60_000, 'it begins later; the nearest: 2024-03-05T07:01:00.000Z'],
    [30 * 86_400_000, 'it ends before; the nearest: 2024-03-05T13:40:00.000Z'],
  ])('a time outside the journal (%d ms after its first slice): %s', async (ms, text) => {
    const { error } = await run('--explain', `${firstMs + ms},EUR_USD`)
    expect((error as Error).message).toContain(text)
  })

  test.each([
    [['--explain', '2024-03-05T09:00,XXX_USD'], 'XXX_USD was not an instrument of the run at 2024-03-05T09:00:00.000Z'],
    [['--explain', 'EUR_USD'], 'write TIME,INSTRUMENT'],
    [['--explain', 'yesterday,EUR_USD'], 'not a time'],
    [['--explain', '2024-03-05T09:00,EUR_USD', '--journal', '2024-03-06..'], 'outside --journal'],
    [['--explain', '2024-03-05T09:00,EUR_USD', '--vs-history'], 'cannot be combined'],
    [[], '--journal FROM..TO, --day DATE or --explain TIME,INSTRUMENT is needed'],
  ])('%j is refused: %s', async (argv, text) => {
    const { error } = await run(...argv)
    expect((error as Error).message).toContain(text)
  })
})
