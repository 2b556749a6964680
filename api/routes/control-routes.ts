/** What changes the state. More risk, and what touches foreign trades, needs scope admin and the account id. */
import { z } from 'zod'
import { instrumentNameSchema } from '../contract/common.js'
import {
  controlAnswerSchema,
  flattenBodySchema,
  killSwitchBodySchema,
  killSwitchSchema,
  lockBodySchema,
  tradingModeBodySchema,
  tradingModeSchema,
} from '../contract/control.js'
import type { Model } from '../model/model.js'
import { ApiError } from './api-error.js'
import { needAdmin } from './need-admin.js'
import { type Caller, route } from './route.js'
import { stampFor } from './stamped.js'

export const CONTROL_ROUTES = Object.freeze([
  route({
    method: 'get',
    path: '/api/kill-switch',
    scope: 'read',
    summary: 'Whether the kill switch is on',
    response: killSwitchSchema,
    errors: [],
    handler: async (_request, model) => {
      const state = await model.pipeline.state()
      return { ...stampFor(model, state), ...state.killSwitch }
    },
  }),
  route({
    method: 'post',
    path: '/api/kill-switch',
    scope: 'control',
    summary: 'Turns the kill switch on, also closing everything; off needs scope admin and the account id',
    body: killSwitchBodySchema,
    response: controlAnswerSchema,
    // Nothing stands between a caller and ON.
    unlimited: true,
    errors: ['refused'],
    handler: ({ body: { on, flatten, account }, caller }, model) => {
      if (!on && flatten) throw new ApiError('refused', 'flatten: only together with on')
      if (!on) needAdmin(caller, model.account, account, 'the kill switch off')
      return model.controls.setKillSwitch({ on, flatten }, nameOf(caller))
    },
  }),
  route({
    method: 'get',
    path: '/api/trading/mode',
    scope: 'read',
    summary: 'Trading, or paused: no increases',
    response: tradingModeSchema,
    errors: [],
    handler: async (_request, model) => {
      const state = await model.pipeline.state()
      return { ...stampFor(model, state), mode: state.paused ? ('paused' as const) : ('trading' as const) }
    },
  }),
  route({
    method: 'post',
    path: '/api/trading/mode',
    scope: 'control',
    summary: 'Pauses; trading needs scope admin and the account id',
    body: tradingModeBodySchema,
    response: controlAnswerSchema,
    errors: ['refused'],
    handler: ({ body: { mode, account }, caller }, model) => {
      if (mode === 'trading') needAdmin(caller, model.account, account, 'mode trading')
      return model.controls.setMode(mode, nameOf(caller))
    },
  }),
  route({
    method: 'post',
    path: '/api/trade/flatten',
    scope: 'control',
    summary:
      'Closes one pair, or with pair null or all true every pair; foreign trades need scope admin and the account id',
    body: flattenBodySchema,
    response: controlAnswerSchema,
    errors: ['refused', 'unknown-instrument'],
    handler: ({ body, caller }, model) => {
      const { foreign, account } = body
      const pair = 'pair' in body ? body.pair : null
      if (foreign) needAdmin(caller, model.account, account, 'closing foreign trades')
      if (pair !== null) needInstrument(model, pair)
      return model.controls.flatten({ pair, foreign }, nameOf(caller))
    },
  }),
  route({
    method: 'post',
    path: '/api/trade/reconcile',
    scope: 'control',
    summary: "Compares the account with the broker's now",
    response: controlAnswerSchema,
    errors: ['refused'],
    handler: ({ caller }, model) => model.controls.reconcile(nameOf(caller)),
  }),
  route({
    method: 'post',
    path: '/api/pairs/{inst}/lock',
    scope: 'control',
    summary: 'No increases of one pair until a time; 0 lifts the lock',
    params: z.strictObject({ inst: instrumentNameSchema }),
    body: lockBodySchema,
    response: controlAnswerSchema,
    errors: ['refused', 'unknown-instrument'],
    handler: ({ params: { inst }, body: { untilMs }, caller }, model) => {
      needInstrument(model, inst)
      return model.controls.lock(inst, untilMs, nameOf(caller))
    },
  }),
])

/** For the journal. */
const nameOf = ({ name }: Caller): string => name ?? 'without a name'

const needInstrument = ({ frames }: Model, instrument: string): void => {
  if (!frames.instruments().some(({ name, traded }) => traded && name === instrument))
    throw new ApiError('unknown-instrument', `${instrument} is not traded here; /api/pairs lists what is`)
}
