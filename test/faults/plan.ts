/** Schedules the faults of a run, and the operator's requests. */
import type { BrokerLedger } from './broker-ledger.js'
import type { FaultRates } from './fault-rates.js'
import { SLICE_MS } from './root/due-slices.js'
import type { LiveRoot } from './root/live-root.js'
import { MAX_STEP_MS, type Skews, SLOTS } from './skews.js'
import { FAULTS_MS } from './spans.js'
import type { Random } from './random.js'
import type { StoreServer } from './store-server.js'
import type { Timeline } from './timeline.js'

export interface Plan {
  readonly timeline: Timeline
  readonly random: Random
  readonly store: StoreServer
  readonly leaseKey: string
  readonly ledger: BrokerLedger
  readonly roots: readonly LiveRoot[]
  readonly skews: Skews
  readonly kills: { ackMs: number; untilMs: number }[]
  readonly drawn: FaultRates
  readonly killScene: boolean
  readonly note: (text: string) => void
}

export const plan = (faults: Plan): void => {
  const { timeline, random, store, ledger, roots, skews, note, drawn, leaseKey } = faults
  const times = (count: number, act: () => void) => {
    for (let i = 0; i < count; i++) timeline.after(random.between(5000, FAULTS_MS), act)
  }
  // A request goes through the store to the owner of the account, not to a paused process that still believes it is the owner.
  const owner = () =>
    roots.findLast(({ machine, ready }) => machine.alive() && ready() && store.peek.owner(leaseKey) === machine.name)
  times(drawn.serverKills, () => {
    note('store server is killed')
    store.kill(random.between(200, 8000))
  })
  times(drawn.serverFreezes, () => {
    note('store server freezes')
    store.freeze(random.between(500, 12_000))
  })
  times(drawn.processKills, () => {
    note('kill -9')
    owner()?.machine.kill()
  })
  times(drawn.processPauses, () => {
    // The pause ends no later than the faults.
    const ms = Math.min(random.between(1000, 50_000), FAULTS_MS - timeline.now())
    note(`pause ${ms}`)
    owner()?.machine.pause(ms)
  })
  times(drawn.marketEvents, () => ledger.event())
  times(drawn.clockSteps, () => {
    const slot = random.pick(SLOTS)
    const ms = random.between(200, MAX_STEP_MS) * (random.chance(0.5) ? 1 : -1)
    note(`clock of ${slot} steps by ${ms}`)
    skews.step(slot, ms)
  })
  planRequests(faults, owner)
}

/** The operator: releases the kill switch at first, throws it at some time, and releases it again. */
const planRequests = (
  { timeline, random, kills, drawn, killScene, note }: Plan,
  owner: () => LiveRoot | undefined,
): void => {
  // First boot: the kill switch is on until the operator releases it.
  // One operator: one request at a time, unless the process that received it is dead.
  let asked: LiveRoot | undefined
  const ask = async (root: LiveRoot, request: () => Promise<boolean>): Promise<boolean> => {
    asked = root
    const done = await request()
    asked = undefined
    return done
  }
  const isAsking = () => asked?.machine.alive() === true
  const release = (): void => {
    if (isAsking()) return timeline.after(1000, release)
    for (const kill of kills) kill.untilMs = Math.min(kill.untilMs, timeline.now())
    const root = owner()
    if (!root) return timeline.after(1000, release)
    void ask(root, () => root.release()).then((done) => {
      note(`kill switch off: ${done}`)
      if (!done) timeline.after(1000, release)
    })
  }
  timeline.after(2000, release)
  const throwSwitch = (): void => {
    const root = owner()
    if (timeline.now() >= FAULTS_MS) return
    if (isAsking() || !root) return timeline.after(1000, throwSwitch)
    note('kill switch thrown')
    void ask(root, () => root.kill()).then((done) => {
      note(`kill switch on: ${done}`)
      if (done) kills.push({ ackMs: timeline.now(), untilMs: Number.POSITIVE_INFINITY })
    })
  }
  if (killScene || drawn.killSwitches > 0) {
    const atMs = killScene
      ? SLICE_MS * random.int(1, 3) + random.between(1, 60)
      : random.between(20_000, FAULTS_MS - 30_000)
    timeline.after(atMs, throwSwitch)
    if (killScene) timeline.after(atMs + 40_000, throwSwitch)
  }
  timeline.after(FAULTS_MS, release)
}
