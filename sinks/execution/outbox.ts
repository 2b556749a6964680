/** Outcomes and transactions in flight to the store: in order, one batch at a time, until they are known to be on disk. */
import type { Draft, LedgerRecord, OutcomeRecord } from './protocol-types.js'

/** Longest wait between two attempts, in first waits. */
const RETRY_MAX = 8

export const putLedger = (d: Draft, record: LedgerRecord): void => {
  d.outbox = { ...d.outbox, ledger: [...d.outbox.ledger, record] }
}

export const putOutcome = (d: Draft, record: OutcomeRecord): void => {
  d.outbox = { ...d.outbox, outcomes: [...d.outbox.outcomes, record] }
}

/** Starts the next batch, if one is due and none is in flight. A failed batch goes out again as it was, followed by what is new. */
export const pumpOutbox = (d: Draft, monoMs: number): void => {
  const { ledger, outcomes, sentMs, retryMs } = d.outbox
  if (ledger.length + outcomes.length === 0 || sentMs === sentMs || monoMs < retryMs) return
  // Passive instances may not write; the next owner reads the broker's transactions again.
  if (d.leaseUntilMs === Number.NEGATIVE_INFINITY) return
  d.outbox = { ...d.outbox, ledgerSent: ledger.length, outcomesSent: outcomes.length, sentMs: monoMs }
  d.effects.push({ type: 'write', ledger, outcomes, again: retryMs === retryMs })
}

export const written = (d: Draft, ok: boolean, monoMs: number): void => {
  const { ledger, outcomes, ledgerSent, outcomesSent, sentMs, failures } = d.outbox
  if (sentMs !== sentMs) return
  d.outbox = ok
    ? {
        ledger: ledger.slice(ledgerSent),
        outcomes: outcomes.slice(outcomesSent),
        ledgerSent: 0,
        outcomesSent: 0,
        sentMs: Number.NaN,
        retryMs: Number.NaN,
        failures: 0,
      }
    : {
        ...d.outbox,
        ledgerSent: 0,
        outcomesSent: 0,
        sentMs: Number.NaN,
        retryMs: monoMs + Math.min(2 ** failures, RETRY_MAX) * d.settings.limits.storeRetryMs,
        failures: failures + 1,
      }
}
