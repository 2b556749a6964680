/** The order protocol before anything has happened. */
import { EMPTY_VIEW } from './broker-view.js'
import type { ProtocolState, Settings } from './protocol-types.js'

/** Passive, kill switch on: nothing goes out before a lease and the switches are known. */
export const initialState = (settings: Settings): ProtocolState => ({
  settings,
  leaseUntilMs: Number.NEGATIVE_INFINITY,
  killSwitch: true,
  paused: true,
  hedging: false,
  view: EMPTY_VIEW,
  toldId: 0,
  stash: [],
  knownId: 0,
  fetchingMs: Number.NaN,
  fetchedMs: Number.NEGATIVE_INFINITY,
  comparingMs: Number.NaN,
  comparedMs: Number.NEGATIVE_INFINITY,
  decisions: new Map(),
  closed: new Map(),
  outbox: { ledger: [], outcomes: [], ledgerSent: 0, outcomesSent: 0, sentMs: Number.NaN, retryMs: Number.NaN },
})
