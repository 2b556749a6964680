/** Bugs of merged graphs and of the identity of a result. */
import { mutantsOf } from './mutant.js'

export const TRIAL_MUTANTS = [
  ...mutantsOf('graph/engine/hash/node-hash.ts', ['test/graph/engine/merge.test.ts'], {
    'a hash ignores the delay of a wire': ['[producer(wire), wire.delay ?? 0]', 'producer(wire)'],
    "a hash ignores its binding's configuration": [
      'configText(`slot ${id}`, parseConfig(`slot ${id}`, schemaOf, binding.config))',
      "'null'",
    ],
    'a loop ignores its outer wires': ['place.get(node) ?? (hashes.get(node) as string)', "place.get(node) ?? 'outer'"],
    'the members of a loop are the same': ['canonicalJson([unit, index])', 'canonicalJson([unit])'],
  }),
  ...mutantsOf('graph/engine/define/merge.ts', ['test/graph/engine/merge.test.ts'], {
    'equal nodes are copied': ['return there === undefined', 'return true'],
    'a copy of a slot keeps the binding of the first': ['bound.find(({ slot }) => slot === node.id)', 'bound[0]'],
  }),
  ...mutantsOf('app/trials/identity.ts', ['test/app/trials/identity.test.ts'], {
    'the identity of a result ignores the market': ['    market: hash,\n', ''],
    'the identity of a result ignores when trading starts': ['tradeFrom: tradeFromMs, ', ''],
    'the identity of a result ignores its graph file': [
      '    record: RECORD_VERSION,\n    graphFile: program.file?.sha256 ?? null,\n',
      '    record: RECORD_VERSION,\n',
    ],
  }),
  ...mutantsOf('app/trials/run-trials.ts', ['test/app/trials/run-trials.test.ts'], {
    'the failure of one trial is that of its group': ['if (alone) run.onFailed', 'if (trials[0]) run.onFailed'],
  }),
  ...mutantsOf('operators/strategy/quiet-hold.ts', ['test/operators/shadow-strategy.test.ts', 'test/app/trials'], {
    'the shadow passes over a stop inside the range': [' || side * (worsts[i]! - stop) <= 0', ''],
    'the shadow passes over a take profit inside the range': [' || side * (bests[i]! - take) >= 0', ''],
    'the shadow passes over the close of its session': ['    if (mustLeave(session, i) === 1) break\n', ''],
    'the shadow passes over a slope against it': ['    if (against > 0 && against >= againstBps) break\n', ''],
    'the shadow passes over a loss': ['profitPct >= gain || profitPct <= loss', 'profitPct >= gain'],
  }),
  ...mutantsOf('sinks/trials/trade-columns.ts', ['test/app/trials/run-trials.test.ts'], {
    'a trade at the start of a window counts': ['exitMs > fromMs', 'exitMs >= fromMs'],
  }),
  ...mutantsOf('operators/trial/next-act.ts', ['test/operators/trial'], {
    'a sweep passes over a stop inside a block': ['isStopped(worst) || ', ''],
    'a sweep passes over a take profit inside a block': ['isTaken(best) || ', ''],
    'a sweep passes over a loss inside a block': [' || pct(worst) <= loss', ''],
    'a sweep passes over the close of a session inside a block': ['        leave[j] === 0 &&\n', ''],
    'a sweep passes over a slope inside a block': [
      '        !(turned(against[j]!) && tsMs[end - 1]! - slopeFromMs >= slopeRestMs)\n',
      '        true\n',
    ],
    'a sweep passes over entries that end a rest inside a block': [
      'tsMs[end - 1]! - last < restMs',
      'tsMs[s]! - last < restMs',
    ],
    'a sweep passes over a stop inside a slice': ['isStopped(adverse[i]!) || ', ''],
  }),
  ...mutantsOf('operators/trial/block-ranges.ts', ['test/operators/trial'], {
    'a block keeps the range of the one before': ['    if (out.age[s] === 0) {', '    if (s < 0) {'],
  }),
  ...mutantsOf('graph/engine/run/frame.ts', ['test/app/trials', 'test/graph/engine'], {
    'a column that is read shares its memory': ['if (isRead(name)) return null', ''],
  }),
]
