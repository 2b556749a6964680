/** What the panic commands do on a store: they act on a pipeline that lives, or fail. */
import type { Clock } from '../../lib/clock.js'
import { SepError } from '../../model/error-codes.js'
import type { Store, Write } from '../../store/store.js'
import type { ControlRequest } from '../../streams/control/request.js'
import { switchKeys } from '../../streams/control/switches.js'
import { readTaken } from '../../streams/control/taken.js'
import { writeControlRequest, writeGlobalSwitch } from '../../streams/control/writer.js'
import { accountsOf, type Life, lifeOf } from './living.js'
import { type Outcome, waitFor } from './wait-for.js'

export interface ControlDesk {
  readonly store: Store
  /** Of the store, for messages. */
  readonly place: string
  readonly clock: Clock
  /** Null = do not wait. */
  readonly timeoutMs: number | null
  readonly signal?: AbortSignal
  /** Who asks, for the journal. */
  readonly by?: string
}
export interface ControlAnswer {
  readonly id: string
  /** `sent`: nobody waits for it. */
  readonly outcome: Outcome | { readonly state: 'sent'; readonly why: string }
}

/** Turns the kill switch off and the mode to trading. Not taken in time, the switch is turned ON again. */
export const armAccount = (desk: ControlDesk, account: string): Promise<ControlAnswer> =>
  turnKillSwitchOff(desk, account, [{ op: 'set', key: switchKeys(account).mode, value: 'trading' }])

/** `more` is written with it. Not taken in time, the switch is turned ON again. */
export const turnKillSwitchOff = async (
  desk: ControlDesk,
  account: string,
  more: readonly Write[] = [],
): Promise<ControlAnswer> => {
  await needPipeline(desk, account, '')
  await needNoFlatten(desk, account)
  const answer = await ask(desk, account, { kind: 'kill', on: false, flatten: false }, more)
  const { state } = answer.outcome
  if (state === 'unheard' || state === 'refused')
    await writeControlRequest(desk.store, account, killOf(false), desk.clock.nowMs(), [], desk.by)
  return answer
}

/**
 * `flatten` closes SEP's trades too. Null = nobody lives there: it is ON for the next start.
 * A pipeline of an older version reads the global key alone.
 */
export const killAccount = async (
  desk: ControlDesk,
  account: string,
  flatten = false,
): Promise<ControlAnswer | null> => {
  const { store, clock } = desk
  const life = await lifeOf(store, account, clock.nowMs())
  const both: readonly Write[] = life === 'older' ? [{ op: 'set', key: switchKeys(account).global, value: 'on' }] : []
  if (life === 'pipeline') return ask(desk, account, killOf(flatten))
  const id = await writeControlRequest(store, account, killOf(flatten), clock.nowMs(), both, desk.by)
  if (life !== 'older') return null
  const why = 'written to both keys: a pipeline of an older version reads the global one and confirms nothing'
  return { id, outcome: { state: 'taken', why } }
}

export const flattenAccount = async (
  desk: ControlDesk,
  account: string,
  request: Extract<ControlRequest, { kind: 'flatten' }>,
): Promise<ControlAnswer> => {
  await needPipeline(desk, account, '; sep drain closes down to the budget without one')
  return ask(desk, account, request)
}

export const lockPair = async (
  desk: ControlDesk,
  account: string,
  request: Extract<ControlRequest, { kind: 'lock' }>,
): Promise<ControlAnswer> => {
  await needPipeline(desk, account, '')
  return ask(desk, account, request)
}

/** New risk or none; what is open stays. */
export const setMode = async (
  desk: ControlDesk,
  account: string,
  mode: 'trading' | 'paused',
): Promise<ControlAnswer> => {
  if (mode === 'trading') await needPipeline(desk, account, '')
  return ask(desk, account, { kind: 'mode', paused: mode === 'paused' })
}

/** Compares the account with the broker's now. */
export const reconcileNow = async (desk: ControlDesk, account: string): Promise<ControlAnswer> => {
  await needPipeline(desk, account, '')
  return ask(desk, account, { kind: 'reconcile' })
}

/** Resumes after a flatten. */
export const resumeTrading = (desk: ControlDesk, account: string): Promise<ControlAnswer> =>
  ask(desk, account, { kind: 'mode', paused: false })

/** Turns the global switch; ON goes to each living pipeline as well. Returns the accounts that confirmed, and those that did not. */
export const turnGlobal = async (
  desk: ControlDesk,
  on: boolean,
): Promise<readonly { readonly account: string; readonly isDone: boolean }[]> => {
  const { store, clock } = desk
  const living = (await accountsOf(store, clock.nowMs())).filter(({ life }) => life === 'pipeline' || life === 'older')
  const older = living.filter(({ life }) => life === 'older').map(({ account }) => account)
  if (!on && older.length > 0) throw olderError(older.join(', '))
  await writeGlobalSwitch(store, on)
  if (!on) return []
  const asked = living.map(async ({ account, life }) => {
    const answer = life === 'older' ? null : await ask(desk, account, killOf(false))
    return { account, isDone: answer?.outcome.state === 'done' }
  })
  return Promise.all(asked)
}

const killOf = (flatten: boolean): ControlRequest => ({ kind: 'kill', on: true, flatten })

const ask = async (
  desk: ControlDesk,
  account: string,
  request: ControlRequest,
  more: readonly Write[] = [],
): Promise<ControlAnswer> => {
  const { store, clock, timeoutMs } = desk
  const id = await writeControlRequest(store, account, request, clock.nowMs(), more, desk.by)
  if (timeoutMs === null) return { id, outcome: { state: 'sent', why: '' } }
  return { id, outcome: await waitFor(store, account, id, { ...desk, timeoutMs }) }
}

const needPipeline = async (desk: ControlDesk, account: string, instead: string): Promise<void> => {
  const { store, place, clock } = desk
  const life = await lifeOf(store, account, clock.nowMs())
  if (life === 'pipeline') return
  if (life === 'older') throw olderError(account)
  throw new SepError(
    'missing-data',
    `no pipeline of account ${account} runs on ${place} (${await thereOn(desk)})${instead}`,
  )
}

/** A phrase with the accounts of the store. */
export const thereOn = async ({ store, clock }: Pick<ControlDesk, 'store' | 'clock'>): Promise<string> => {
  const known = await accountsOf(store, clock.nowMs())
  const named = (of: (life: Life | null) => boolean) =>
    known
      .filter(({ life }) => of(life))
      .map(({ account }) => account)
      .join(', ') || 'none'
  const runs = (life: Life | null) => life === 'pipeline' || life === 'older'
  return `running there: ${named(runs)}; known there: ${named((life) => !runs(life))}`
}

const needNoFlatten = async ({ store }: ControlDesk, account: string): Promise<void> => {
  for (const [id, { kind, state, why }] of await readTaken(store, account))
    if (kind === 'flatten' && state === 'taken')
      throw new SepError('store-refused', `a flatten of account ${account} is not done (request ${id}): ${why}`)
}

const olderError = (account: string): SepError =>
  new SepError(
    'store-refused',
    `a pipeline of an older version holds account ${account}: it reads other switches. Only sep arm --off works; ` +
      'start it again with this version first',
  )
