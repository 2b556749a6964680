/** Every key of the store in one table: name, kind, content, time to live, retention. */
import { z } from 'zod'
import { documents as d } from './documents.js'
import { tableKey } from './key.js'
import { NOTIFY_KEYS } from './notify/notify-keys.js'
import { TRIAL_KEYS } from './trials/trial-keys.js'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/time-units.js'

const journal = <const T extends string>(template: T, doc: string) =>
  tableKey(template, 'stream', 'fields', d.entry, doc, { keep: 'checkpoint' })

/** `<x>` is a parameter; braces are part of the name. Keys of money and orders (lease, claims, streams, snapshots) never expire. */
export const KEYS = Object.freeze({
  candles: tableKey(
    'md:candles:<inst>:<gran>',
    'sorted',
    'json',
    d.candle,
    'candles by open, ms; one member for each t',
    {
      keep: { ageMs: 120 * DAY_MS },
    },
  ),

  signal: tableKey('sep:signal:<inst>:<tsNs>', 'hash', 'fields', d.signal, 'metrics of one candle', {
    ttlMs: 35 * DAY_MS,
  }),
  signalIndex: tableKey('sep:signal_index:<inst>', 'sorted', 'text', d.text, 'names of signal keys by time, ms', {
    keep: { ageMs: 35 * DAY_MS },
  }),
  manifold: tableKey('manifold:<inst>:<date>', 'value', 'gzip', d.manifold, 'manifold of one UTC day', {
    ttlMs: 35 * DAY_MS,
  }),
  lastManifold: tableKey('ws:last:manifold:<inst>', 'value', 'json', d.lastManifold, 'newest metrics', {
    ttlMs: 5 * MINUTE_MS,
  }),
  manifoldNews: tableKey('ws:manifold', 'channel', 'json', d.lastManifold, 'each write of a newest manifold'),
  manifoldHistory: tableKey('ws:manifold:hist:<inst>', 'list', 'json', d.lastManifold, 'newest manifolds of a day', {
    keep: { count: 1440 },
  }),

  gatesBlob: tableKey('opt:rolling:gates_blob', 'value', 'json', d.gatesBlob, 'gates of all instruments at one slice'),
  gateEligible: tableKey('opt:rolling:eligible:<inst>', 'value', 'json', d.flag, '1 = gate on'),
  gatePasses: tableKey('opt:rolling:passes:<inst>', 'value', 'json', d.count, 'PASS in a row'),
  gateFails: tableKey('opt:rolling:fails:<inst>', 'value', 'json', d.count, 'FAIL in a row'),
  gateMisses: tableKey(
    'opt:rolling:misses:<inst>',
    'value',
    'json',
    d.count,
    'FAIL in a row of a pair that has been on',
  ),
  gateCooldown: tableKey(
    'opt:rolling:cooldown:<inst>',
    'value',
    'json',
    d.untilMs,
    'end of the cooldown, ms; 0 = none',
  ),
  rollingSummary: tableKey(
    'bt:rolling:summary:<inst>',
    'value',
    'json',
    d.rollingSummary,
    'trailing window and its floors',
    {
      ttlMs: HOUR_MS,
    },
  ),
  rollingHistory: tableKey('bt:rolling:hist:<inst>:<paramKey>', 'list', 'json', d.rollingPoint, 'hourly summaries', {
    keep: { count: 720 },
  }),

  weights: tableKey('risk:allocation_weights', 'value', 'json', d.weights, 'weight by instrument, sum 1'),
  budget: tableKey('risk:alloc_budget', 'hash', 'fields', d.budget, 'margin budget, home currency'),
  allocatorStatus: tableKey(
    'opt:allocator:status',
    'value',
    'json',
    d.allocatorStatus,
    'the latest result of the allocator',
  ),

  ...TRIAL_KEYS,
  bestConfig: tableKey('opt:best_config:<inst>', 'value', 'json', d.params, 'winner; <inst> = GLOBAL for all', {
    ttlMs: 14 * DAY_MS,
  }),
  bestConfigMeta: tableKey(
    'opt:best_config_meta:<inst>',
    'value',
    'json',
    d.bestConfigMeta,
    'where the winner comes from',
    {
      ttlMs: 14 * DAY_MS,
    },
  ),
  latestReport: tableKey('opt:backtests:report:latest', 'value', 'json', d.report, 'newest ranking', {
    ttlMs: 14 * DAY_MS,
  }),

  layout: tableKey('sep:layout', 'value', 'json', d.count, 'layout of keys and streams; absent is 1'),

  killSwitch: tableKey(
    'ops:kill_switch:{<account>}',
    'value',
    'text',
    z.enum(['on', 'off']),
    'of one account: on unless it is exactly off',
  ),
  globalKillSwitch: tableKey(
    'ops:kill_switch',
    'value',
    'text',
    z.enum(['on', 'off']),
    'over all accounts: anything but off is on for each; absent decides nothing',
  ),
  tradingMode: tableKey(
    'ops:trading_mode:{<account>}',
    'value',
    'text',
    z.enum(['trading', 'paused']),
    'paused = no increases',
  ),
  status: tableKey(
    'sep:status:{<account>}',
    'value',
    'json',
    d.pipelineStatus,
    'the running pipeline, each second: phase, reasons, streams, prices, account, statistics of its nodes',
    { ttlMs: 10 * SECOND_MS },
  ),
  statusOfPart: tableKey(
    'sep:status:{<account>}:<part>',
    'value',
    'json',
    d.pipelineStatus,
    'the same of one part of a cut pipeline: slices or trades',
    { ttlMs: 10 * SECOND_MS },
  ),
  lastStatus: tableKey(
    'sep:status_last:{<account>}:<part>',
    'value',
    'json',
    d.pipelineStatus,
    'the last status that is known of a pipeline that runs no more; part: all, slices or trades',
    { ttlMs: 90 * DAY_MS },
  ),
  controlTaken: tableKey(
    'sep:control:{<account>}:taken',
    'hash',
    'fields',
    d.takenRequests,
    'control requests by id, with what became of them',
  ),
  lease: tableKey('ops:lease:{<account>}', 'hash', 'fields', d.lease, 'who may write; the epoch only grows'),
  slicerLease: tableKey(
    'ops:lease:{<account>}:slicer',
    'hash',
    'fields',
    d.lease,
    'who makes the slices and writes the journal',
  ),
  claims: tableKey(
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
  alarms: tableKey(
    'sep:stream:{<account>}:alarm',
    'stream',
    'fields',
    d.alarmEntry,
    'alarms as they start, count and end, and who acknowledged them',
    { keep: { count: 4000 } },
  ),
  ...NOTIFY_KEYS,
  setAside: journal(
    'sep:aside:{<account>}:<stream>:<tsMs>',
    'a damaged stream as it was, until an operator deletes it',
  ),
  funnel: tableKey(
    'sep:funnel:{<account>}',
    'sorted',
    'json',
    d.funnelDay,
    'rows that passed each stage on the way to an order, one member for each New York trading day',
    { ttlMs: 90 * DAY_MS, keep: { ageMs: 90 * DAY_MS } },
  ),
  gateHistory: tableKey(
    'sep:gates:{<account>}:<inst>',
    'sorted',
    'json',
    d.gatePoint,
    'the rolling gate of an instrument at the first slice of each hour',
    { ttlMs: 90 * DAY_MS, keep: { ageMs: 90 * DAY_MS } },
  ),
  guardCounts: tableKey(
    'sep:guards:{<account>}',
    'value',
    'json',
    d.guardCounts,
    'how often each guard passed in the last 30 days, and the settings it was counted under',
    { ttlMs: 35 * DAY_MS },
  ),
  edge: journal('sep:edge:{<name>}', 'slices of one part of a cut graph'),
  edgeHeader: tableKey(
    'sep:edge:{<name>}:header',
    'value',
    'bytes',
    d.bytes,
    'graph, instruments and columns of an edge',
  ),
  edgeReaders: tableKey(
    'sep:edge:{<name>}:readers',
    'hash',
    'fields',
    d.entry,
    'reader: time of its older snapshot, ms',
  ),
  snapshot: tableKey(
    'sep:snapshot:{<account>}:<slot>',
    'value',
    'bytes',
    d.bytes,
    'the two newest snapshots: slots 0 and 1',
  ),
  session: tableKey('sep:session:<sha256>', 'value', 'json', d.session, 'who is logged in on a page', {
    ttlMs: HOUR_MS,
  }),
  ticket: tableKey('sep:ticket:<sha256>', 'value', 'json', d.ticket, 'opens one WebSocket', { ttlMs: 30 * SECOND_MS }),
  login: tableKey('sep:login:<sha256>', 'value', 'json', d.login, 'a login link, made or used', {
    ttlMs: 10 * MINUTE_MS,
  }),
})
