/** A line of trials.ndjson with these fields; the others are those of a trial without trades. */
import { sha256 } from '../../../../graph/engine/hash/hash.js'
import type { TrialLine } from '../../../../model/trial-line.js'

export const trialLineOf = (name: string, fields: Partial<TrialLine> = {}): TrialLine => ({
  resultHash: sha256(name),
  configHash: sha256(`config ${name}`),
  kind: 'shadow',
  params: { look: 12 },
  paramKey: null,
  instrument: 'EUR_USD',
  fold: null,
  part: 'all',
  from: '2024-01-02T00:00Z',
  to: '2024-02-01T00:00Z',
  trades: 0,
  winRate: null,
  pnlBps: 0,
  meanBps: null,
  sdBps: null,
  maxDrawdownBps: 0,
  calmar: null,
  sharpeDaily: null,
  grossBps: 0,
  costs: { spreadBps: 0, slippageBps: 0, commissionBps: 0, depthBps: 0 },
  pnlQuote: null,
  days: [],
  ...fields,
})
