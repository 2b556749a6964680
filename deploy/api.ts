/** Composition root of `sep api`: the interface of an account in a process of its own, which knows its store alone. Any number may run. */
import type { ResearchReads } from '../api/model/research/research-reads.js'
import { processName } from '../app/connect/process-name.js'
import { spanSource } from '../app/metrics/span-source.js'
import { processWatch } from '../app/live/status/process-facts.js'
import { apiModel } from '../app/surface/api-model.js'
import { keepHistory } from '../app/surface/history/keep-history.js'
import { openSurface } from '../app/surface/open-surface.js'
import { type Clock, systemClock } from '../lib/clock.js'
import type { Logger } from '../lib/logger.js'
import { taskGroup } from '../lib/task-group.js'
import type { ProcessFacts } from '../store/pipeline-status.js'
import type { Store } from '../store/store.js'
import type { GraphOf } from '../streams/journal/graph-file.js'

export interface ApiProcessInputs {
  readonly store: Store
  readonly account: string
  readonly environment: ProcessFacts['environment']
  /** Builds the graphs of the journal. */
  readonly graphOf: GraphOf
  readonly port: number
  readonly host: string
  readonly tokenFile?: string | undefined
  /** Runs and sweeps; absent: none are shown. */
  readonly research?: ResearchReads
  /** Origins of pages that another process serves. */
  readonly origins?: readonly string[]
  /** Only the relay and the probes: `sep ws`. */
  readonly relaysAlone?: boolean
  readonly clock?: Clock
  readonly signal: AbortSignal
  readonly log: Logger
  readonly onListening?: (url: string) => void
  /** Gets a link that logs a browser in once, where the one who reads it is at a terminal. */
  readonly onLoginLink?: ((link: string) => void) | undefined
}

/** Runs until the signal aborts. A store or a pipeline that is away is shown, not an end. */
export const api = async (inputs: ApiProcessInputs): Promise<void> => {
  const { store, account, environment, graphOf, research, port, host, tokenFile, clock = systemClock } = inputs
  const watch = processWatch({ environment, speed: 1 }, inputs.log, clock)
  const { log } = watch
  const name = processName()
  const relaysAlone = inputs.relaysAlone === true
  const history = keepHistory({ store, account, log })
  const { model, run } = apiModel({
    store,
    account,
    name,
    graphOf,
    process: watch.facts,
    ...(research ? { research } : {}),
    // The surface is open before the first slice comes.
    sinks: (reads) => [surface.relay.sinkOf(reads), ...(relaysAlone ? [] : [history.sinkOf(reads)])],
    clock,
    log,
  })
  const surface = await openSurface({
    ...{ model, host, port, tokenFile, store, clock, log, relaysAlone },
    ...{ origins: inputs.origins ?? [], samples: research ? [spanSource(store, clock)] : [] },
  })
  inputs.onListening?.(surface.url)
  // Without the store there is no session; `sep token link` makes a link later.
  if (inputs.onLoginLink && !relaysAlone) surface.loginLink().then(inputs.onLoginLink, () => {})
  const tasks = taskGroup(inputs.signal)
  tasks.add(run)
  try {
    await new Promise<void>((resolve) => {
      if (tasks.signal.aborted) resolve()
      else tasks.signal.addEventListener('abort', () => resolve(), { once: true })
    })
  } finally {
    await tasks.end()
    await surface.close()
    await history.idle()
    watch.end()
  }
  tasks.check()
}
