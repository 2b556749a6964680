import { expect, onTestFinished, test } from 'vitest'
import { flattenProgress } from '../../../app/live/control/flatten-progress.js'
import { standingRequests } from '../../../app/live/control/requests.js'
import { systemClock } from '../../../lib/clock.js'
import { readTaken } from '../../../streams/control/taken.js'
import { ACCOUNT, frameOf, NAMES, startControl } from '../../support/live/control.js'
import { toyWorld } from '../../support/toy.js'

const WEDNESDAY = Date.UTC(2026, 0, 7, 12)
const SATURDAY = Date.UTC(2026, 0, 10, 12)
const requests = standingRequests(toyWorld(NAMES), { lockUntilMs: null, flatten: null })
requests.take('1-0', { kind: 'flatten', pair: null })

test.each([
  ['flat', [0, 0, 0], {}, 'flat; waiting for orders in flight'],
  [
    'an item that cannot be understood',
    [0, 0, 0],
    { unreadable: [{ kind: 'trade', id: '7', instrument: 'EUR_USD', tag: undefined, why: 'price' } as const] },
    'could not be read: trade 7 (EUR_USD): price; closes are on their way',
  ],
  ['open', [1, 0, -2], {}, 'open: EUR_USD 1, USD_JPY -2; closes are on their way'],
  ['a weekend', [1, 0, 0], { nowMs: SATURDAY }, 'open: EUR_USD 1; market closed until 2026-01-11T22:05:00.000Z'],
  [
    'a silent broker',
    [1, 0, 0],
    { heartbeatAgeMs: 60_000 },
    'open: EUR_USD 1; broker away since 2026-01-07T11:59:00.000Z',
  ],
  [
    'no broker',
    [1, 0, 0],
    { connected: false, heartbeatAgeMs: Number.POSITIVE_INFINITY },
    'open: EUR_USD 1; broker away',
  ],
])('%s', (_, units, more, text) => {
  const around = { names: NAMES, foreign: ['XAU_USD 3'], connected: true, heartbeatAgeMs: 5, nowMs: WEDNESDAY, ...more }
  const textOf = flattenProgress(frameOf(units, { requestId: 1 } as never), requests.open()[0]!, around)
  expect(textOf(around)).toBe(text)
})

test('is shown as it is now, without another slice', async () => {
  let connected = false
  const life = await startControl({
    clock: { ...systemClock, nowMs: () => WEDNESDAY },
    connected: () => connected,
  })
  onTestFinished(life.end)
  const id = await life.ask({ kind: 'flatten', pair: null })
  const shown = async () => (await readTaken(life.store, ACCOUNT)).get(id)?.why
  await life.control.carried(frameOf([5, 0, 0], life.control.row(), WEDNESDAY))
  expect(await shown()).toBe('open: EUR_USD 5; broker away since 2026-01-07T11:59:59.988Z')
  connected = true
  await expect.poll(shown, { interval: 20 }).toBe('open: EUR_USD 5; closes are on their way')
})
