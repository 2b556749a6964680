/** What the first five seconds need, and what each instrument does. */
import { readinessSchema, pairsSchema } from '../contract/trading.js'
import { type AlarmView, statusSchema } from '../contract/status.js'
import { systemSchema } from '../contract/system.js'
import type { Model } from '../model/model.js'
import type { PipelineState } from '../model/pipeline-reads.js'
import { route } from './route.js'
import { stampFor, stamped } from './stamped.js'
import type { z } from 'zod'

type Readiness = z.output<typeof readinessSchema>

/** Alarms in a status. */
const ALARMS = 20

export const STATUS_ROUTES = Object.freeze([
  route({
    method: 'get',
    path: '/api/status',
    scope: 'read',
    summary: 'Whether it is true, whether it may trade, money, positions, why, alarms',
    response: statusSchema,
    errors: [],
    handler: (_request, model) => statusView(model),
  }),
  route({
    method: 'get',
    path: '/api/pairs',
    scope: 'read',
    summary: 'The newest row of each instrument',
    response: pairsSchema,
    errors: [],
    handler: (_request, model) => stamped(model, { pairs: [...model.frames.pairs()] }),
  }),
  route({
    method: 'get',
    path: '/api/trade/readiness',
    scope: 'read',
    summary: 'Why each instrument may or may not trade now: its guards, and what would have to change',
    response: readinessSchema,
    errors: [],
    handler: async (_request, model) => {
      const state = await model.pipeline.state()
      const { ready, reasons } = state.ready
      const traded = model.frames.instruments().filter(({ traded }) => traded)
      return {
        ...stampFor(model, state),
        ready,
        reasons,
        instruments: traded.map(({ name }) => readinessOf(model, state, name)),
      }
    },
  }),
  route({
    method: 'get',
    path: '/api/system',
    scope: 'read',
    summary: 'Processes, streams, store, lease, versions',
    response: systemSchema,
    errors: [],
    handler: async (_request, model) => stamped(model, await model.pipeline.system()),
  }),
])

/** Also the message of the relay's channel `system`. */
export const statusView = async (model: Model): Promise<z.output<typeof statusSchema>> => {
  const { frames, pipeline } = model
  const [state, alarms] = await Promise.all([pipeline.state(), pipeline.alarms()])
  const { environment, answeredBy, version, speed, phase, warmup, ready } = state
  const { currency, nav, balance, openPnl, dayPnl, drawdownPct, marginUsed, marginAvailable, costs, ...counts } =
    frames.account()
  return {
    ...stampFor(model, state),
    ...{ environment, answeredBy, version, graphHash: frames.graphHash, speed, phase, warmup },
    ready: ready.ready,
    reasons: ready.reasons,
    dueMs: state.dueMs,
    streams: { ...state.streams },
    killSwitch: state.killSwitch,
    paused: state.paused,
    ...{ currency, nav, balance, openPnl, dayPnl, drawdownPct, marginUsed, marginAvailable, costs },
    latches: [...frames.latches()],
    positions: [...frames.positions()],
    why: [...frames.why()],
    alarms: alarms.filter(needsAttention).slice(0, ALARMS),
    unknownOrders: [...state.unknownOrders],
    frozen: [...state.frozen],
    nextEvent: frames.nextEvent(),
    trades: counts.trades,
    wins: counts.wins,
    refused: counts.refused,
  }
}

/** What is only worth knowing asks nobody to act: it stands in the list of alarms alone. */
const needsAttention = ({ severity, endMs, acknowledgedBy }: AlarmView): boolean =>
  severity !== 'info' && (endMs === null || acknowledgedBy === null)

/** What the pipeline itself has against the instrument comes before the guards of the graph. */
const readinessOf = (
  { frames }: Pick<Model, 'frames'>,
  { ready }: PipelineState,
  instrument: string,
): Readiness['instruments'][number] => {
  const blocked = (ready.instruments[instrument]?.blocked ?? []).map(({ code, text }) => ({
    ...{ code, node: 'pipeline', passes: false, text, value: null, bound: null, unit: '' as const },
    op: '' as const,
    change: 'the pipeline must clear it',
  }))
  const guards = [...blocked, ...frames.guards(instrument)]
  const first = guards.find(({ passes }) => !passes) ?? null
  const mayTrade = ready.ready && guards.length > 0 && first === null
  return { instrument, mayTrade, first, guards, session: frames.session(instrument) }
}
