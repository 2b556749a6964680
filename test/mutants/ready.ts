/** Bugs of what an operator is shown: reasons of `/ready`, blocks of instruments, alarms. */
import { mutantsOf } from './mutant.js'

const READY = ['test/operators/risk/ready.test.ts']
const STATES = ['test/app/live/monitoring/instrument-states.test.ts']

export const READY_MUTANTS = [
  ...mutantsOf('app/live/monitoring/account-reasons.ts', READY, {
    'ready does not know the kill switch of the gate and of the row': [
      "(refused & RISK_BIT.kill) !== 0 || gate.includes('kill')",
      'false',
    ],
    'ready does not know a pause': ["(refused & RISK_BIT.paused) !== 0 || gate.includes('paused')", 'false'],
    'ready does not know that the lease has run out': ["gate.includes('passive')", 'false'],
    'ready does not know what the risk guards have latched': ['(shut & bit) === 0', 'true'],
    'ready does not know outages': ["if (code !== 'account') found.set(code, facts.outage(code))", ''],
  }),
  ...mutantsOf('app/live/monitoring/outages.ts', READY, {
    'a silent price stream is no outage': ['if (refused === 0) return null', 'return null'],
    'two broken streams are a broker that is there': ['prices.isBroken() && transactions !== null', 'false'],
    'the last gate does not know outages': ['return code === undefined ? null : OUTAGES[code]', 'return null'],
    'a lost transaction stream does not stop increases': [
      'return fault === null ? null : `the transaction stream: ${fault}`',
      'return null',
    ],
  }),
  ...mutantsOf('app/live/monitoring/readiness.ts', ['test/app/live/monitoring/readiness.test.ts'], {
    'a reason begins again with each change of its text': [
      'sinceMs: held.get(code)?.sinceMs ?? Math.floor(clock.nowMs())',
      'sinceMs: Math.floor(clock.nowMs())',
    ],
    'one who clears a reason clears that of another': ['own.delete(by)', 'own.clear()'],
  }),
  ...mutantsOf('app/live/monitoring/instrument-states.ts', STATES, {
    'a lock is not shown': ['lockUntilMs <= nowMs ? []', 'lockUntilMs >= 0 ? []'],
    'an unknown order does not block': ["instrument === k && status === 'unknown'", 'false'],
    'a foreign trade does not block': ['instrument === name && !own', 'false'],
    'a filled place looks earned': ["&& !fillTrades\n      ? [{ code: 'places'", "&& false\n      ? [{ code: 'places'"],
  }),
  ...mutantsOf('sinks/alarms/alarm-log.ts', ['test/sinks/alarms/alarm-log.test.ts'], {
    'a cause is an alarm at once': ['nowMs - cause.sinceMs < HOLD_MS || ', ''],
    'consequences are alarms of their own': ['|| causeOf(code)', ''],
    'one kind pushes the others out': ['.slice(0, KEPT)', ''],
  }),
  ...mutantsOf('sinks/alarms/stuck-exits.ts', ['test/sinks/alarms/stuck-exits.test.ts'], {
    'exits of a closed market are an alarm': ['wanted && isOpen && units', 'wanted && units'],
  }),
  ...mutantsOf('app/live/monitoring/health.ts', ['test/app/live/monitoring/health.test.ts'], {
    'a frozen broker is not noticed': ['clock.monotonicMs() - askedMs >= SILENT_MS', 'false'],
    'a store that may forget is as good as any': ["durable || store.kind === 'memory' ? null", 'true ? null'],
  }),
]
