/** Every key of the store in one table: name, kind, content, time to live, retention. */
import { z } from 'zod'
import { documents as d } from './documents.js'
import type { Key } from './key.js'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/time-units.js'

type Life = Partial<Pick<Key, 'ttlMs' | 'keep'>>

const key = <const T extends string, Z extends z.ZodType>(
  template: T,
  kind: Key['kind'],
  form: Key['form'],
  value: Z,
  doc: string,
  { ttlMs = null, keep = null }: Life = {},
): Key<T, Z> => Object.freeze({ template, kind, form, value, doc, ttlMs, keep })

const TRIAL: Life = { ttlMs: 30 * DAY_MS }
/** An index lives as long as its newest run, which the writer trims older ones from. */
const TRIAL_INDEX: Life = { ...TRIAL, keep: { ageMs: 30 * DAY_MS } }

const journal = <const T extends string>(template: T, doc: string) =>
  key(template, 'stream', 'fields', d.entry, doc, { keep: 'checkpoint' })

/** `<x>` is a parameter; braces are part of the name. Keys of money and orders (lease, claims, streams, snapshots) never expire. */
export const KEYS = Object.freeze({
  candles: key('md:candles:<inst>:<gran>', 'sorted', 'json', d.candle, 'candles by open, ms; one member for each t', {
    keep: { ageMs: 120 * DAY_MS },
  }),

  signal: key('sep:signal:<inst>:<tsNs>', 'hash', 'fields', d.signal, 'metrics of one candle', { ttlMs: 35 * DAY_MS }),
  signalIndex: key('sep:signal_index:<inst>', 'sorted', 'text', d.text, 'names of signal keys by time, ms', {
    keep: { ageMs: 35 * DAY_MS },
  }),
  manifold: key('manifold:<inst>:<date>', 'value', 'gzip', d.manifold, 'manifold of one UTC day', {
    ttlMs: 35 * DAY_MS,
  }),
  lastManifold: key('ws:last:manifold:<inst>', 'value', 'json', d.lastManifold, 'newest metrics', {
    ttlMs: 5 * MINUTE_MS,
  }),
  manifoldNews: key('ws:manifold', 'channel', 'json', d.lastManifold, 'each write of a newest manifold'),
  manifoldHistory: key('ws:manifold:hist:<inst>', 'list', 'json', d.lastManifold, 'newest manifolds of a day', {
    keep: { count: 1440 },
  }),

  gatesBlob: key('opt:rolling:gates_blob', 'value', 'json', d.gatesBlob, 'gates of all instruments at one slice'),
  gateEligible: key('opt:rolling:eligible:<inst>', 'value', 'json', d.flag, '1 = gate on'),
  gatePasses: key('opt:rolling:passes:<inst>', 'value', 'json', d.count, 'PASS in a row'),
  gateFails: key('opt:rolling:fails:<inst>', 'value', 'json', d.count, 'FAIL in a row'),
  gateMisses: key('opt:rolling:misses:<inst>', 'value', 'json', d.count, 'FAIL in a row of a pair that has been on'),
  gateCooldown: key('opt:rolling:cooldown:<inst>', 'value', 'json', d.untilMs, 'end of the cooldown, ms; 0 = none'),
  rollingSummary: key(
    'bt:rolling:summary:<inst>',
    'value',
    'json',
    d.rollingSummary,
    'trailing window and its floors',
    {
      ttlMs: HOUR_MS,
    },
  ),
  rollingHistory: key('bt:rolling:hist:<inst>:<paramKey>', 'list', 'json', d.rollingPoint, 'hourly summaries', {
    keep: { count: 720 },
  }),

  weights: key('risk:allocation_weights', 'value', 'json', d.weights, 'weight by instrument, sum 1'),
  budget: key('risk:alloc_budget', 'hash', 'fields', d.budget, 'margin budget, home currency'),
  allocatorStatus: key(
    'opt:allocator:status',
    'value',
    'json',
    d.allocatorStatus,
    'the latest result of the allocator',
  ),

  trialRun: key('bt:trial:run:<runId>', 'value', 'json', d.trialRun, 'one trial with one instrument', TRIAL),
  trialTrades: key('bt:trial:trades:<runId>', 'value', 'json', d.trialTrades, 'its closed trades by exit', TRIAL),
  trialIndex: key('bt:trial:index', 'sorted', 'text', d.text, 'run ids by the time of writing, ms', TRIAL_INDEX),
  trialIndexOf: key('bt:trial:index:<inst>:<hours>', 'sorted', 'text', d.text, 'run ids of one span', TRIAL_INDEX),
  trialIndexOfParams: key(
    'bt:trial:index:<inst>:<hours>:<paramKey>',
    'sorted',
    'text',
    d.text,
    'run ids of one span and parameters',
    TRIAL_INDEX,
  ),
  trialLedger: key(
    'bt:ledger:<family>',
    'hash',
    'fields',
    d.trialLedger,
    'every configuration ever evaluated, by result hash; never expires',
  ),
  trialResult: key(
    'bt:trial:result:<resultHash>',
    'value',
    'json',
    d.trialResult,
    'lines of a result that a worker computed; the first writer wins',
    TRIAL,
  ),
  trialAttempts: key(
    'bt:trial:attempts:<jobId>',
    'hash',
    'fields',
    d.trialAttempts,
    'what a worker computes now, and how many workers ended at it',
    { ttlMs: DAY_MS },
  ),
  trialData: key(
    'bt:trial:data:<market>',
    'value',
    'json',
    d.trialData,
    'data files of a sweep: pieces and their hash',
    {
      ttlMs: DAY_MS,
    },
  ),
  trialDataPiece: key('bt:trial:data:<market>:<piece>', 'value', 'bytes', d.bytes, 'one piece of them', {
    ttlMs: DAY_MS,
  }),
  trialDataWanted: key('bt:trial:wanted:<market>', 'value', 'text', d.text, 'a worker lacks the data of a sweep', {
    ttlMs: MINUTE_MS,
  }),
  worker: key('sep:worker:<name>', 'value', 'json', d.worker, 'a worker of trials, each second or so', {
    ttlMs: 5 * MINUTE_MS,
  }),
  bestConfig: key('opt:best_config:<inst>', 'value', 'json', d.params, 'winner; <inst> = GLOBAL for all', {
    ttlMs: 14 * DAY_MS,
  }),
  bestConfigMeta: key('opt:best_config_meta:<inst>', 'value', 'json', d.bestConfigMeta, 'where the winner comes from', {
    ttlMs: 14 * DAY_MS,
  }),
  latestReport: key('opt:backtests:report:latest', 'value', 'json', d.report, 'newest ranking', { ttlMs: 14 * DAY_MS }),

  killSwitch: key(
    'ops:kill_switch:{<account>}',
    'value',
    'text',
    z.enum(['on', 'off']),
    'of one account: on unless it is exactly off',
  ),
  globalKillSwitch: key(
    'ops:kill_switch',
    'value',
    'text',
    z.enum(['on', 'off']),
    'over all accounts: anything but off is on for each; absent decides nothing',
  ),
  tradingMode: key(
    'ops:trading_mode:{<account>}',
    'value',
    'text',
    z.enum(['trading', 'paused']),
    'paused = no increases',
  ),
  status: key(
    'sep:status:{<account>}',
    'value',
    'json',
    d.pipelineStatus,
    'the running pipeline, each second: phase, reasons, streams, prices, account, statistics of its nodes',
    { ttlMs: 10 * SECOND_MS },
  ),
  statusOfPart: key(
    'sep:status:{<account>}:<part>',
    'value',
    'json',
    d.pipelineStatus,
    'the same of one part of a cut pipeline: slices or trades',
    { ttlMs: 10 * SECOND_MS },
  ),
  lastStatus: key(
    'sep:status_last:{<account>}:<part>',
    'value',
    'json',
    d.pipelineStatus,
    'the last status that is known of a pipeline that runs no more; part: all, slices or trades',
    { ttlMs: 90 * DAY_MS },
  ),
  controlTaken: key(
    'sep:control:{<account>}:taken',
    'hash',
    'fields',
    d.takenRequests,
    'control requests by id, with what became of them',
  ),
  lease: key('ops:lease:{<account>}', 'hash', 'fields', d.lease, 'who may write; the epoch only grows'),
  slicerLease: key(
    'ops:lease:{<account>}:slicer',
    'hash',
    'fields',
    d.lease,
    'who makes the slices and writes the journal',
  ),
  claims: key(
    'sep:claims:{<account>}',
    'hash',
    'fields',
    d.claims,
    'decision ids with their content, each sent at most once',
  ),

  slices: journal('sep:stream:{<account>}:slice', 'the inputs of each slice'),
  controls: journal('sep:stream:{<account>}:control', 'requests that were accepted'),
  decisions: journal('sep:stream:{<account>}:decision', 'output digests and orders of each slice'),
  orders: journal('sep:stream:{<account>}:order', 'intents, sends and outcomes'),
  executions: journal(
    'sep:stream:{<account>}:execution',
    'what the part that trades reports to the part that makes the slices',
  ),
  ledger: journal('sep:stream:{<account>}:ledger', 'transactions of the broker'),
  revisions: journal('sep:stream:{<account>}:revision', 'candles that came too late or were changed'),
  alarms: key(
    'sep:stream:{<account>}:alarm',
    'stream',
    'fields',
    d.alarmEntry,
    'alarms as they start, count and end, and who acknowledged them',
    { keep: { count: 4000 } },
  ),
  setAside: journal(
    'sep:aside:{<account>}:<stream>:<tsMs>',
    'a damaged stream as it was, until an operator deletes it',
  ),
  guardCounts: key(
    'sep:guards:{<account>}',
    'value',
    'json',
    d.guardCounts,
    'how often each guard passed in the last 30 days, and the settings it was counted under',
    { ttlMs: 35 * DAY_MS },
  ),
  edge: journal('sep:edge:{<name>}', 'slices of one part of a cut graph'),
  edgeHeader: key('sep:edge:{<name>}:header', 'value', 'bytes', d.bytes, 'graph, instruments and columns of an edge'),
  edgeReaders: key('sep:edge:{<name>}:readers', 'hash', 'fields', d.entry, 'reader: time of its older snapshot, ms'),
  snapshot: key(
    'sep:snapshot:{<account>}:<slot>',
    'value',
    'bytes',
    d.bytes,
    'the two newest snapshots: slots 0 and 1',
  ),
  session: key('sep:session:<sha256>', 'value', 'json', d.session, 'who is logged in on a page', { ttlMs: HOUR_MS }),
  ticket: key('sep:ticket:<sha256>', 'value', 'json', d.ticket, 'opens one WebSocket', { ttlMs: 30 * SECOND_MS }),
  login: key('sep:login:<sha256>', 'value', 'json', d.login, 'a login link, made or used', { ttlMs: 10 * MINUTE_MS }),
})
