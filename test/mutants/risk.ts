/** Bugs of the account guards and limits. */
import { mutantsOf } from './mutant.js'

const RISK = ['test/operators/risk-guards.test.ts', 'test/operators/risk']

export const RISK_MUTANTS = [
  ...mutantsOf('operators/risk/refusals.ts', RISK, {
    'the kill switch is ignored in the graph': ['(killSwitch === 0 ? 0 : RISK_BIT.kill)', '0'],
    'the pause is ignored in the graph': ['(paused === 0 ? 0 : RISK_BIT.paused)', '0'],
    'a broker that is away is ignored': ['(connected === 1 ? 0 : RISK_BIT.disconnected)', '0'],
    'an old slice may add risk': ['(sliceAgeMs <= limits.maxSliceAgeMs ? 0 : RISK_BIT.stale_slice)', '0'],
    'a silent price stream may add risk': [
      '(heartbeatAgeMs <= maxHeartbeatAgeMs ? 0 : RISK_BIT.stale_heartbeat)',
      '(heartbeatAgeMs > maxHeartbeatAgeMs ? RISK_BIT.stale_heartbeat : 0)',
    ],
    'a lock is ignored': ['(control.lockUntilMs[i]! <= tsMs ? 0 : RISK_BIT.locked)', '0'],
    'a filled place adds risk in practice': ['(control.fillTrades[s] === 1 || isFilledPlace(input, i) === 0)', 'true'],
    'a foreign trade does not freeze its instrument': [
      'account.unknown[i] === 0 && account.foreignUnits[i] === 0',
      'account.unknown[i] === 0',
    ],
    'an unknown order does not freeze its instrument': [
      'account.unknown[i] === 0 && account.foreignUnits[i] === 0',
      'account.foreignUnits[i] === 0',
    ],
    'an order against the position passes': ['(units > 0 ? net >= 0 : net <= 0)', 'true'],
    'a closed session may add risk': ['(session.entryOk[i] === 1 ? 0 : RISK_BIT.session)', '0'],
    'a wide spread may add risk': ['(quote.spreadBps[i]! <= limits.maxSpreadBps[k]! ? 0 : RISK_BIT.spread)', '0'],
    'pending trades do not count': [
      'account.tradeCount[i]! + pendingTrades < limits.maxTrades',
      'account.tradeCount[i]! < limits.maxTrades',
    ],
  }),
  ...mutantsOf('operators/risk/trims.ts', RISK, {
    'value at risk does not trim': [
      'limitTo(trim, (limits.maxVar * nav - book.valueAtRisk) / (VAR_FACTOR * home * sigma), RISK_BIT.var)\n',
      '',
    ],
    'margin does not trim': ['limitTo(trim, marginRoom / (home * limits.marginRate[k]!), RISK_BIT.margin)\n', ''],
    'the exposure of the quote currency counts on the wrong side': ['book.quote[k]!, -side', 'book.quote[k]!, side'],
    'a room that is not a number leaves everything': [
      'if (room >= trim.wished) return',
      'if (!(room < trim.wished)) return',
    ],
  }),
  ...mutantsOf('operators/risk/daily-loss.ts', RISK, {
    'the loss of the day does not latch': ['if (nav <= floor) state.latched = true\n', ''],
    'an unknown NAV may add risk': ['return state.latched || !(nav > floor)', 'return state.latched || nav <= floor'],
  }),
  ...mutantsOf('operators/risk/drawdown.ts', RISK, {
    'any request ends the drawdown latch': ['if (!known || other || !state.latched', 'if (!known || !state.latched'],
    'the drawdown does not latch': ['if (drawdownPct >= maxDrawdownPct) state.latched = true\n', ''],
  }),
  ...mutantsOf('operators/risk/margin-gate.ts', RISK, {
    'the margin gate opens at once': ['else if (share < low) state.blocked = false', 'else state.blocked = false'],
  }),
  ...mutantsOf('operators/risk/reject-backoff.ts', RISK, {
    'rejects do not back off': ['state.rejects[k] = rejects\n', 'state.rejects[k] = 1\n'],
  }),
  ...mutantsOf('operators/risk/stop-lock.ts', RISK, {
    'stops do not lock': ['state.lockedUntilMs[k] = tsMs + SPAN_MS', 'state.lockedUntilMs[k] = tsMs'],
  }),
  ...mutantsOf('operators/risk/book.ts', RISK, {
    'an accepted increase does not join the book': ['  book.valueAtRisk += VAR_FACTOR * notional * sigma\n', ''],
    'pending orders net against the position': [
      '(Math.abs(units) + Math.abs(pending) + Math.abs(foreign))',
      'Math.abs(units + pending + foreign)',
    ],
  }),
  ...mutantsOf('operators/risk-guards.ts', RISK, {
    'reductions are held back by the kill switch': [
      '        passClose(out',
      '        if (shut === 0 && input.control.killSwitch[s] === 0) passClose(out',
    ],
    'increases are judged in the order of the alphabet': [
      'if (waiting > 1) sortByClaim',
      'if (waiting > 100) sortByClaim',
    ],
    'an approval of the frame before stands': ['  approvedUnits: 0,\n', ''],
    'the stop is not passed on': [
      'out.stopDistance[i] = intent.stopDistance[i]!\n',
      'out.stopDistance[i] = Number.NaN\n',
    ],
  }),
]
