/** A JobQueue whose trials follow a script in the plan of the sweep: results are made up from the trial's number. */
import type { Clock } from '../../../../lib/clock.js'
import type { JobQueue } from '../../../../app/trials/job-queue.js'
import type { SweepPlan } from '../../../../app/trials/sweep-plan.js'
import { sha256 } from '../../../../graph/engine/hash/hash.js'
import { END_MS, type MadeRun, madeRun, PARAMS } from '../../../support/trials/made-run.js'
import type { Store } from '../../../../store/store.js'

/** What happens at a trial; all others are computed. */
export interface Script {
  /** Ends the process. */
  readonly poison?: readonly number[]
  /** Cannot run. */
  readonly bad?: readonly number[]
  /** Sets `test:held` and waits for `test:released`. */
  readonly held?: readonly number[]
  /** Comes to other hashes, as another version would. */
  readonly other?: readonly number[]
}

export const scriptedPlan = (script: Script, data: readonly string[] = []): SweepPlan => ({
  format: 1,
  name: 'scripted',
  kind: 'shadow',
  graph: 'sep',
  graphFile: null,
  data,
  home: 'USD',
  lenient: false,
  trust: false,
  base: { script: script as never },
  params: [],
  spaces: [],
  sampling: { kind: 'grid' },
  windows: [{ fold: null, part: 'all', fromMs: END_MS - 30 * 86_400_000, toMs: END_MS }],
  objective: 'pnl',
  minTrades: 30,
  costs: { commission: null, spread: 1, slippage: 1 },
  market: sha256(JSON.stringify(script)),
  instruments: ['EUR_USD', 'USD_JPY'],
})

/** The result of trial `index`: both instruments, as many trades as the index. */
export const scriptedRuns = (index: number): readonly MadeRun[] =>
  ['EUR_USD', 'USD_JPY'].map((instrument) =>
    madeRun({
      instrument,
      days: 30,
      params: { ...PARAMS, look: index + 1 },
      exits: Array.from({ length: index % 7 }, (_, k) => 10 * k + 1),
    }),
  )

/** Every computed trial is one element of the list `test:computed`. */
export const scriptedCompute = (
  store: Store,
  clock: Clock,
  dataHere: (spec: SweepPlan) => Promise<SweepPlan>,
): JobQueue => ({
  run: async (chunks, onDone, onFailed) => {
    for (const { spec, trials, withTrades } of chunks) {
      await dataHere(spec)
      const script = spec.base['script'] as Script
      for (const index of trials) {
        if (script.poison?.includes(index)) process.kill(process.pid, 'SIGKILL')
        if (script.bad?.includes(index)) {
          onFailed({ index, text: `trial ${index} cannot run`, poison: false })
          continue
        }
        if (script.held?.includes(index)) {
          await store.write([{ op: 'set', key: 'test:held', value: 'yes' }])
          while ((await store.get('test:released').catch(() => null)) === null) await clock.sleep(5)
        }
        const runs = scriptedRuns(index)
        const lines = runs.map(({ line }) =>
          script.other?.includes(index) ? { ...line, resultHash: sha256(`other ${index}`) } : line,
        )
        const trades = runs.flatMap((run) => run.trades.map((trade) => ({ ...trade, instrument: run.line.instrument })))
        await store
          .write([{ op: 'listPush', key: 'test:computed', value: `${index}`, keep: 10_000 }])
          .catch(() => undefined)
        await onDone([{ index, lines, trades: withTrades ? trades : [] }])
      }
    }
  },
})
