/** The life of a live process: one session after the other, with waits where there is nothing to open yet. */
import { type Clock, systemClock } from '../../lib/clock.js'
import { CodedError } from '../../lib/errors.js'
import { SepError } from '../../model/error-codes.js'
import { accountRefusal } from '../../sinks/execution/reconcile.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { writeFirstSwitch } from '../../streams/control/first-switch.js'
import { keepStatus } from './monitoring/store-status.js'
import { keepAlarms } from './status/keep-alarms.js'
import { waitingRoom } from './control/waiting-room.js'
import { isOpenedAgain } from './roles/part-start.js'
import { openSession } from './roles/single.js'
import { openSlicer } from './roles/slicer.js'
import { openTrader } from './roles/trader.js'
import { checkDurability } from './check-durability.js'
import type { LiveSession, SessionInputs } from './session.js'

const STANDBY_MS = 500
/** Missing slices come with the next start of the part that makes them, not within a moment. */
const REOPEN_MS = 2_000

/** How a session ended, or why there was none. */
type Ending =
  | 'over'
  /** To be opened again at once. */
  | 'again'
  /** The account, the broker or the store is not available yet. */
  | 'waits'
  /** The part needs another state to resume from. */
  | 'reopen'

/**
 * Stands by while another instance holds the account, and retries while the account is not tradable. `onSession` gets each session as it
 * opens; null = it has ended.
 */
export const runLive = async (
  inputs: SessionInputs,
  onSession: (session: LiveSession | null) => void,
): Promise<void> => {
  const { clock = systemClock, signal, store, target, owner, part, ready } = inputs
  const whose = { store, account: target.accountId, owner, part: part?.role ?? null, log: inputs.log, clock }
  const alarms = { ...whose, alarms: inputs.alarms, isStandby: () => ready.phase() === 'standby' }
  const over = new AbortController()
  const showing = AbortSignal.any([signal, over.signal])
  const shown = Promise.all([
    keepStatus({ ...whose, ready, shown: inputs.shown }, showing),
    keepAlarms(alarms, showing),
  ])
  try {
    await runSessions(inputs, onSession)
  } finally {
    over.abort()
    await shown
  }
}

const runSessions = async (inputs: SessionInputs, onSession: (session: LiveSession | null) => void): Promise<void> => {
  const { clock = systemClock, signal } = inputs
  await checkDurability(inputs)
  let requestsSince: string | null = null
  while (!signal.aborted) {
    requestsSince ??= await newestRequest(inputs)
    const ending = await runOnce({ ...inputs, requestsSince }, onSession)
    if (ending === 'over') return
    onSession(null)
    await waitAfter(ending, clock, signal)
  }
}

const waitAfter = async (ending: Ending, clock: Clock, signal: AbortSignal): Promise<void> => {
  if (ending === 'again') return
  await clock.sleep(ending === 'waits' ? STANDBY_MS : REOPEN_MS, signal).catch(() => undefined)
}

const runOnce = async (inputs: SessionInputs, onSession: (session: LiveSession) => void): Promise<Ending> => {
  const { signal, part, ready } = inputs
  let isOpen = false
  try {
    const session = await openListening(inputs)
    if (!session) return 'waits'
    isOpen = true
    onSession(session)
    return await session.run()
  } catch (error) {
    // Stopped during the start: nothing has begun.
    if (!isOpen && error === signal.reason) return 'over'
    const reopens = part?.role === 'trades' && isOpenedAgain(error)
    if (!reopens && (isOpen || !isUnreachable(error))) throw error
    ready.enter('starting', (error as SepError).message)
    return reopens ? 'reopen' : 'waits'
  }
}

/** Null while the store is away: no one can have asked then. */
const newestRequest = ({ store, target }: SessionInputs): Promise<string | null> =>
  store.lastId(keyName(KEYS.controls, { account: target.accountId })).then(
    (id) => id ?? '0-0',
    () => null,
  )

/** Takes the operator's requests while it opens. */
const openListening = async (inputs: SessionInputs): Promise<LiveSession | null> => {
  const { store, target, part, ready, requestsSince, clock = systemClock, log } = inputs
  if (part?.role === 'trades' || typeof requestsSince !== 'string') return open(inputs)
  const leave = waitingRoom({
    store,
    account: target.accountId,
    since: requestsSince,
    isStandby: () => ready.phase() === 'standby',
    why: () => `not running yet: ${ready.reasons()[0]?.text ?? 'starting'}`,
    clock,
    log,
  })
  return open(inputs).finally(leave)
}

/** Null where it has to wait. The account is checked before its lease is taken: once it can be traded, no restart is needed. */
const open = async (inputs: SessionInputs): Promise<LiveSession | null> => {
  const { part } = inputs
  await firstSwitch(inputs)
  const refusal = accountRefusal(await inputs.client.account())
  if (refusal !== null) {
    inputs.ready.enter('starting', refusal)
    return null
  }
  if (!part) return openSession(inputs)
  return part.role === 'slices' ? openSlicer(inputs, part.nodes) : openTrader(inputs, part.nodes)
}

/** Before the broker is asked: an operator may want to arm, or to turn a global switch, while it is away. */
const firstSwitch = async ({ store, target, log }: SessionInputs): Promise<void> => {
  const { accountId } = target
  if (await writeFirstSwitch(store, accountId))
    log(`kill switch ON: this is the first start of account ${accountId} on this store; sep arm turns it off`)
}

/** The start retries while broker or store are unreachable. Any other error ends it. */
const isUnreachable = (error: unknown): boolean =>
  error instanceof CodedError && ['broker-unavailable', 'store-unavailable'].includes(error.code)
