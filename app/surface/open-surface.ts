/** Opens the interface of a process: routes, page, probes and, where there is one, the relay, all on one port. */
import type { RequestListener } from 'node:http'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Authority, authority } from '../../api/auth/authority.js'
import type { Model } from '../../api/model/model.js'
import { modelRelay, type ModelRelay } from '../../api/relay/model-relay.js'
import { RELAY_CONNECTIONS } from '../../api/relay/ws/relay-server.js'
import { ROUTES } from '../../api/routes/index.js'
import { metricsPage } from '../../api/metrics/metrics-page.js'
import { modelSources } from '../../api/metrics/model-sources.js'
import type { SampleSource } from '../../api/metrics/sample-source.js'
import { apiServer } from '../../api/server/api-server.js'
import type { Clock } from '../../lib/clock.js'
import { type HttpListener, listen } from '../../lib/listen.js'
import type { Logger } from '../../lib/logger.js'
import { packageRoot } from '../../lib/package-root.js'
import type { Store } from '../../store/store.js'
import { versions } from '../config/versions.js'

export interface SurfaceInputs {
  readonly model: Model
  readonly host: string
  readonly port: number
  /** The flags that choose another address, for the error. */
  readonly flags?: string | undefined
  readonly tokenFile?: string | undefined
  /** Where sessions and tickets are kept, for all processes on it; without one in memory. */
  readonly store?: Store | undefined
  /** Pages of this machine are logged in by themselves: the demo. */
  readonly logsIn?: boolean
  readonly clock: Clock
  readonly log: Logger
  /** Origins of pages besides the own one. */
  readonly origins?: readonly string[]
  /** Neither routes nor page: a process that relays alone. */
  readonly relaysAlone?: boolean
  /** Figures of its metrics besides those of the model. */
  readonly samples?: readonly SampleSource[]
  /** Puts something in front of it all. */
  readonly before?: (app: RequestListener, access: Authority) => RequestListener
}
export interface Surface extends HttpListener {
  readonly authority: Authority
  /** At `/ws`; give it the slices. */
  readonly relay: Pick<ModelRelay, 'sinkOf' | 'counts'>
  /** Logs a browser in once; show it on a terminal, never in a log. */
  readonly loginLink: () => Promise<string>
}

export const openSurface = async (inputs: SurfaceInputs): Promise<Surface> => {
  const {
    model,
    host,
    port,
    flags,
    tokenFile,
    store,
    logsIn = false,
    clock,
    log,
    origins,
    relaysAlone = false,
  } = inputs
  const access = authority({
    host,
    logsIn,
    clock,
    log,
    ...(tokenFile === undefined ? {} : { tokenFile }),
    ...(store === undefined ? {} : { store }),
    ...(origins === undefined ? {} : { origins }),
  })
  const relay = modelRelay({ model, authority: access, clock, log })
  const app = apiServer({
    routes: relaysAlone ? [] : ROUTES,
    model,
    authority: access,
    metrics: metricsPage([...modelSources(model, versions(), relay.counts), ...(inputs.samples ?? [])], clock),
    audit: ({ by, method, path, status }) => {
      // Without a name anyone could fill the log.
      if (by !== null) log(`${method} ${path}: ${status}, by ${by}`)
    },
    log,
    ...(relaysAlone ? {} : pageOf()),
  })
  const server = await listen(inputs.before?.(app, access) ?? app, {
    port,
    host,
    ...(flags === undefined ? {} : { flags }),
    onUpgrade: relay.upgrade,
    connectionsMax: RELAY_CONNECTIONS,
  }).catch(async (error: unknown) => {
    await relay.close()
    throw error
  })
  return {
    ...server,
    authority: access,
    relay,
    close: async () => {
      await relay.close()
      await server.close()
    },
    loginLink: async () => `${server.url}/login?code=${await access.loginCode()}`,
  }
}

/** The built page; none before `npm run build`. */
const pageOf = (): { page?: string } => {
  const page = join(packageRoot(), 'dist', 'ui')
  return existsSync(join(page, 'index.html')) ? { page } : {}
}
