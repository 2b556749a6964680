/** The relay's core against a model of its client: for any interleaving each message once, in order, or a gap and a snapshot. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHANNELS, type Channel } from '../../../api/contract/stream.js'
import { INSTRUMENTS, relayWorld, type RelayWorld } from './relay-world.js'
import { resumingClient } from './resuming-client.js'

type Step =
  | { readonly do: 'slice'; readonly events: number }
  | { readonly do: 'alarm' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'take'; readonly room: number }
  | { readonly do: 'cut'; readonly room: number; readonly single: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('slice' as const), events: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('alarm' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(10, 900, 1_500) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('take' as const), room: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cut' as const), room: fc.nat(20), single: fc.boolean() }),
  },
)

const play = (
  steps: readonly Step[],
  wanted: readonly Channel[],
  instruments: readonly string[] | undefined,
  entries: number,
) => {
  const world = relayWorld({ entries })
  const client = resumingClient(world, wanted, instruments, 5)
  for (const one of steps) {
    if (one.do === 'slice') world.slice(one.events)
    else if (one.do === 'alarm') world.alarm()
    else if (one.do === 'wait') world.at.ms += one.ms
    else if (one.do === 'take') client.take(one.room)
    else client.cut(one.room, one.single)
    client.settle(5)
  }
  client.finish()
  return { world, client }
}

test('a client that resumes has the state of the publisher, and each event once, or a gap before a snapshot', () => {
  const channels = fc.subarray(
    CHANNELS.filter((ch): ch is Channel => ch !== 'system' && ch !== 'graph'),
    { minLength: 1 },
  )
  const filter = fc.option(fc.subarray(INSTRUMENTS, { minLength: 1 }), { nil: undefined })
  const seen = { gaps: 0, replaced: 0, whole: 0 }
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 10, maxLength: 120, size: 'max' }),
      channels,
      filter,
      fc.integer({ min: 15, max: 150 }),
      (steps, wanted, instruments, entries) => {
        const { world, client } = play(steps, wanted, instruments, entries)
        const { model, events, received } = client
        seen.gaps += model.gaps()
        seen.replaced += model.replaced()
        for (const ch of wanted) {
          const known = model.state.get(ch)
          expect([ch, sorted(known)]).toEqual([ch, sorted(truth(world, ch, instruments, known))])
        }
        expect(new Set(events).size).toBe(events.length)
        if (model.gaps() > 0) return
        for (const ch of wanted) {
          const all = world.published.filter((message) => message.ch === ch && shows(message.inst, instruments))
          if (ch === 'ledger' || ch === 'alarms') expect(model.state.get(ch)?.size).toBe(all.length)
          if (client.connections() > 1) continue
          // The subscription came before the first message: what was not sent is counted by what replaced it.
          seen.whole++
          expect([ch, received.get(ch) ?? 0]).toEqual([ch, all.length])
        }
      },
    ),
    { numRuns: 300 },
  )
  // The walks reach what the property is about.
  for (const [what, count] of Object.entries(seen)) expect([what, count > 20]).toEqual([what, true])
})

const shows = (inst: string | null, instruments: readonly string[] | undefined): boolean =>
  inst === null || instruments === undefined || instruments.includes(inst)

/** What the publisher has; of events all since the first that the client knows. */
const truth = (
  world: RelayWorld,
  ch: Channel,
  instruments: readonly string[] | undefined,
  known: Map<string, unknown> | undefined,
) => {
  const state = new Map<string, unknown>()
  for (const message of world.published)
    if (message.ch === ch && shows(message.inst, instruments))
      state.set(message.key ?? message.inst ?? '', message.data)
  if (ch !== 'ledger' && ch !== 'alarms') return state
  const [first] = known?.keys() ?? []
  return new Map([...state].slice(first === undefined ? state.size : [...state.keys()].indexOf(first)))
}
const sorted = (state: Map<string, unknown> | undefined) => [...(state ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1))
