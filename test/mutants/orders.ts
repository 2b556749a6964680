/** Bugs of the order protocol: what may be sent, once, and what an answer means. */
import { mutantsOf } from './mutant.js'

const PROTOCOL = ['test/sinks/execution']

export const ORDER_MUTANTS = [
  ...mutantsOf('sinks/execution/pre-send-checks.ts', PROTOCOL, {
    'the kill switch is that of the last event, not the one read at the gate': [
      'now.killSwitch || d.killSwitch, now.paused || d.paused',
      'd.killSwitch, d.paused',
    ],
    'a decision without a lease passes the check before its start': ["if (isPassive(d, at)) return 'passive'", ''],
    'the last check before the first byte ignores the lease': ["if (isPassive(state, at)) return 'passive'", ''],
    'the last check before the first byte ignores the age': [
      "if (!(ageOf(decision, at) <= maxAgeOf(state, decision))) return 'aged'",
      '',
    ],
    'the last check before the first byte ignores the kill switch': [
      "...(state.killSwitch ? (['kill'] as const) : []),",
      '',
    ],
    'the last check before the first byte ignores the pause': ["...(state.paused ? (['paused'] as const) : []),", ''],
    'an increase leaves under a clock that is off': ['...(at.outage === null ? [] : [at.outage]),', ''],
    'an increase leaves for an instrument that is not tradeable': ["if (!tradeable) return 'untradeable'", ''],
    'an increase leaves on an old price': [
      "return priceAgeMs <= limits.priceMaxAgeMs ? undefined : 'stale_price'",
      'return undefined',
    ],
    'an increase starts while a close is in flight': ["!(closing && decision.leg === 'entry')", 'true'],
    'two orders of an instrument start at once': ['!busy.has(decision.instrument) && ', ''],
    'a close of a trade that is gone is sent': [
      "return isHeld(d, decision.tradeId) ? closeRefusal(d, decision) : 'gone'",
      'return closeRefusal(d, decision)',
    ],
    'the kill switch holds reductions back': [
      "return decision.leg === 'entry' ? increaseRefusals(state, at)[0] : undefined",
      'return increaseRefusals(state, at)[0]',
    ],
  }),
  ...mutantsOf('sinks/execution/protocol.ts', PROTOCOL, {
    'a claim that the store refused is sent': [
      "if (answer === 'ok') {\n    setDecision(d, decision, { status: 'flushing'",
      "if (answer !== 'failed') {\n    setDecision(d, decision, { status: 'flushing'",
    ],
    'an increase whose claim is not on disk is sent': [
      'if (event.durable || isWholeClose(decision)) passGate',
      'if (event.durable || !event.durable) passGate',
    ],
    'a whole close waits for the disk': [
      'if (event.durable || isWholeClose(decision)) passGate',
      'if (event.durable) passGate',
    ],
    'a lost lease leaves the protocol active': [
      "if (answer === 'stale-epoch') d.leaseUntilMs = Number.NEGATIVE_INFINITY\n",
      '',
    ],
    'an order without a reply stays in the state of sending': [
      "if (decision?.status === 'sending') doubt(d, decision, monoMs, event.why)",
      '',
    ],
    'a reply of `unsent` ends an order that the broker has': [
      ' && decision.orderId === 0) return unsent',
      ') return unsent',
    ],
    'an unknown order is given up before its time': [
      'beganMs >= decision.sinceMs + unknownWaitMs',
      'beganMs >= decision.sinceMs',
    ],
    'an unknown order whose order id is known is given up': [
      "decision.status === 'unknown' && decision.orderId === 0 && beganMs",
      "decision.status === 'unknown' && beganMs",
    ],
    'queued increases survive the kill switch': [
      "else if (decision.leg === 'entry' && (d.killSwitch || d.paused))",
      "else if (decision.leg === 'entry' && d.paused)",
    ],
    'an aged decision waits in the queue for ever': [
      "if (status === 'queued' && ageOf(decision, event) > maxAgeOf(d, decision)) refuse(d, decision, 'aged', nowMs)\n    else if",
      'if',
    ],
    'the account is never compared again': [
      'monoMs - d.reconciledMs < d.settings.limits.reconcileMs) return',
      'monoMs - d.reconciledMs < Number.POSITIVE_INFINITY) return',
    ],
  }),
  ...mutantsOf('sinks/execution/submit.ts', PROTOCOL, {
    'closes go out only in slices without increases': [
      'if (row.closeAll !== 0 || row.closeUnits !== 0) submitCloses',
      'if ((row.closeAll !== 0 || row.closeUnits !== 0) && rows.every(({ approvedUnits }) => approvedUnits === 0)) submitCloses',
    ],
    'a partial close is sent while an order of the instrument is open': [
      'if (row.closeAll === 0 && isBusy(d, row.instrument)) {',
      'if (row.closeAll === 0 && d.decisions.size < 0) {',
    ],
    'a partial close takes the whole trade': [
      'const size = Math.min(left, Math.abs(trade.units))',
      'const size = Math.abs(trade.units)',
    ],
    'a trade is closed twice at once': ['if (!isClosing(d, trade.id)) add', 'add'],
    'the slice decided twice gives two decisions': [
      'if (d.decisions.has(decision.id) || d.closed.has(decision.id)) return\n',
      '',
    ],
    'the name of a decision depends on nothing but the time': [
      "decisionId(d.settings.account, instrument.name, slice.cause, 'entry')",
      "decisionId('', '', slice.cause, 'entry')",
    ],
    'the side of a close counts wrong': ['trade.units > 0 ? -size : size', 'trade.units > 0 ? size : -size'],
  }),
  ...mutantsOf('sinks/execution/take-transactions.ts', PROTOCOL, {
    'a transaction is taken before the ones that are missing': [
      'rising[taken]?.id === last + 1',
      'taken < rising.length',
    ],
    'a transaction is taken twice': ['if (transaction.id > last) waiting.set', 'waiting.set'],
    'a foreign order ends a decision of ours': ['closes === tradeId &&\n      orderId === 0', 'orderId === 0'],
    'a cancelled order counts as filled': [
      "finish(d, decision, 'cancelled', { reason: String(raw['reason'])",
      "finish(d, decision, 'filled', { reason: String(raw['reason'])",
    ],
  }),
  ...mutantsOf('sinks/execution/fold-past.ts', PROTOCOL, {
    'a start forgets orders without an outcome': [
      'else decisions.set(id, inDoubt',
      'else if (seen) decisions.set(id, inDoubt',
    ],
    'a start shows the graph transactions it has seen': ['if (transaction.id <= knownTransactionId) continue\n', ''],
  }),
  ...mutantsOf('sinks/execution/order-requests.ts', PROTOCOL, {
    'units are rounded up': ['Math.trunc(Math.round(units', 'Math.ceil(Math.round(units'],
    'the bound is rounded against the order': [
      'row.approvedUnits > 0), instrument)',
      'row.approvedUnits < 0), instrument)',
    ],
    'the stop is left out': ['...(stopLoss ? { stopLoss } : {}),', ''],
    'a trade of 100 units is closed whole for a partial close': [
      "units: units === 'ALL' ? 'ALL' : unitsText",
      "units: units === 'ALL' || units === 100 ? 'ALL' : unitsText",
    ],
  }),
  ...mutantsOf('sinks/execution/compare/take-account.ts', PROTOCOL, {
    'an account read at another transaction repairs the view': [
      'if (account.lastTransactionId !== d.view.lastTransactionId) return\n',
      '',
    ],
    'an alarm alone repairs the view': [
      "d.effects.push({ type: 'execution', row }, { type: 'alarm', text })",
      "d.effects.push({ type: 'alarm', text })",
    ],
  }),
]
