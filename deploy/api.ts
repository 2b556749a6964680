/** Composition root of `sep api`: the interface of an account in a process of its own, which knows its store alone. Any number may run. */
import { authority } from '../api/auth/authority.js'
import { apiServer } from '../api/server/api-server.js'
import { serverMetrics } from '../api/server/metrics.js'
import { ROUTES } from '../api/routes/index.js'
import { processName } from '../app/connect/process-name.js'
import { processWatch } from '../app/live/status/process-facts.js'
import { apiModel } from '../app/surface/api-model.js'
import { builtPage } from '../app/surface/built-page.js'
import { type Clock, systemClock } from '../lib/clock.js'
import { listen } from '../lib/listen.js'
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
  readonly tokenFile?: string
  readonly clock?: Clock
  readonly signal: AbortSignal
  readonly log: Logger
  readonly onListening?: (url: string) => void
}

/** Runs until the signal aborts. A store or a pipeline that is away is shown, not an end. */
export const api = async (inputs: ApiProcessInputs): Promise<void> => {
  const { store, account, environment, graphOf, port, host, tokenFile, clock = systemClock } = inputs
  const watch = processWatch({ environment, speed: 1 }, inputs.log, clock)
  const { log } = watch
  const name = processName()
  const { model, run } = apiModel({ store, account, name, graphOf, process: watch.facts, clock, log })
  const gate = authority({ host, ...(tokenFile === undefined ? {} : { tokenFile }), store, clock, log })
  const server = apiServer({
    ...{ routes: ROUTES, model, authority: gate, metrics: serverMetrics(model, clock), log, ...builtPage() },
    audit: ({ by, method, path, status }) => log(`${method} ${path}: ${status}, by ${by ?? 'nobody'}`),
  })
  const listener = await listen(server, { port, host })
  inputs.onListening?.(listener.url)
  const tasks = taskGroup(inputs.signal)
  tasks.add(run)
  try {
    await new Promise<void>((resolve) => {
      if (tasks.signal.aborted) resolve()
      else tasks.signal.addEventListener('abort', () => resolve(), { once: true })
    })
  } finally {
    await tasks.end()
    await listener.close()
    watch.end()
  }
  tasks.check()
}
