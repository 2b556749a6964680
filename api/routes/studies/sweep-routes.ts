/** Sweeps, comparisons and the ledger of trials. */
import { z } from 'zod'
import {
  compareQuerySchema,
  comparisonSchema,
  sweepReportSchema,
  sweepsSchema,
  trialLedgerQuerySchema,
  trialLedgerSchema,
} from '../../contract/sweeps.js'
import { type Route, route } from '../route.js'
import { researchStamped } from './research-stamped.js'
import { researchOf } from './research-of.js'

export const SWEEP_ROUTES: readonly Route[] = Object.freeze([
  route({
    method: 'get',
    path: '/api/sweeps',
    scope: 'read',
    summary: 'Sweeps of this process with their progress, and the workers of the store',
    response: sweepsSchema,
    errors: ['no-store'],
    handler: async (_request, model) => {
      const { sweeps, runs } = researchOf(model)
      return researchStamped(model, { sweeps: await sweeps.list(), workers: await runs.workers() })
    },
  }),
  route({
    method: 'get',
    path: '/api/sweeps/{name}',
    scope: 'read',
    summary: 'The verdict on a sweep in words, its heat maps and its ranking; the ledger of trials counts the look',
    params: z.strictObject({ name: z.string().min(1).max(200) }),
    response: sweepReportSchema,
    errors: ['no-store', 'no-data', 'refused'],
    handler: async ({ params: { name }, signal }, model) =>
      researchStamped(model, await researchOf(model).sweeps.report(name, signal)),
  }),
  route({
    method: 'get',
    path: '/api/compare',
    scope: 'read',
    summary:
      'Two to ten runs, sweeps or run folders against the first; figures are subtracted only where the conditions are the same',
    query: compareQuerySchema,
    response: comparisonSchema,
    errors: ['no-store', 'no-data', 'refused'],
    handler: async ({ query: { runs }, signal }, model) =>
      researchStamped(model, await researchOf(model).compare(runs === undefined ? [] : runs.split(','), signal)),
  }),
  route({
    method: 'get',
    path: '/api/trials/ledger',
    scope: 'read',
    summary: 'Every configuration that was ever evaluated, and every look at a result, newest first',
    query: trialLedgerQuerySchema,
    response: trialLedgerSchema,
    errors: ['no-store'],
    handler: async ({ query: { limit, cursor } }, model) =>
      researchStamped(model, await researchOf(model).sweeps.trialLedger(limit, cursor)),
  }),
])
