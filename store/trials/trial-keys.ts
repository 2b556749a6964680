/** Keys of trials, runs and workers: rows of the key table. */
import { DAY_MS, MINUTE_MS } from '../../lib/time-units.js'
import { documents as d } from '../documents.js'
import { tableKey, type KeyLife } from '../key.js'

const TRIAL: KeyLife = { ttlMs: 30 * DAY_MS }
/** An index lives as long as its newest run, which the writer trims older ones from. */
const TRIAL_INDEX: KeyLife = { ...TRIAL, keep: { ageMs: 30 * DAY_MS } }

export const TRIAL_KEYS = Object.freeze({
  trialRun: tableKey('bt:trial:run:<runId>', 'value', 'json', d.trialRun, 'one trial with one instrument', TRIAL),
  trialTrades: tableKey('bt:trial:trades:<runId>', 'value', 'json', d.trialTrades, 'its closed trades by exit', TRIAL),
  trialIndex: tableKey('bt:trial:index', 'sorted', 'text', d.text, 'run ids by the time of writing, ms', TRIAL_INDEX),
  trialIndexOf: tableKey('bt:trial:index:<inst>:<hours>', 'sorted', 'text', d.text, 'run ids of one span', TRIAL_INDEX),
  trialIndexOfParams: tableKey(
    'bt:trial:index:<inst>:<hours>:<paramKey>',
    'sorted',
    'text',
    d.text,
    'run ids of one span and parameters',
    TRIAL_INDEX,
  ),
  trialLedger: tableKey(
    'bt:ledger:<family>',
    'hash',
    'fields',
    d.trialLedger,
    'every configuration ever evaluated, by result hash; never expires',
  ),
  trialResult: tableKey(
    'bt:trial:result:<resultHash>',
    'value',
    'json',
    d.trialResult,
    'lines of a result that a worker computed; the first writer wins',
    TRIAL,
  ),
  trialAttempts: tableKey(
    'bt:trial:attempts:<jobId>',
    'hash',
    'fields',
    d.trialAttempts,
    'what a worker computes now, and how many workers ended at it',
    { ttlMs: DAY_MS },
  ),
  trialData: tableKey(
    'bt:trial:data:<market>',
    'value',
    'json',
    d.trialData,
    'data files of a sweep: pieces and their hash',
    {
      ttlMs: DAY_MS,
    },
  ),
  trialDataPiece: tableKey('bt:trial:data:<market>:<piece>', 'value', 'bytes', d.bytes, 'one piece of them', {
    ttlMs: DAY_MS,
  }),
  trialDataWanted: tableKey('bt:trial:wanted:<market>', 'value', 'text', d.text, 'a worker lacks the data of a sweep', {
    ttlMs: MINUTE_MS,
  }),
  worker: tableKey('sep:worker:<name>', 'value', 'json', d.worker, 'a worker of trials, each second or so', {
    ttlMs: 5 * MINUTE_MS,
  }),
})
