/** Every metric of SEP by its name: rules, dashboards, docs/metrics.md and tests check against this list. */

/** Which processes have it. `all` too: `fetch`, `hydrate`, `worker`, `broker` and the parts of a cut graph. */
export type MetricHome = 'all' | 'account' | 'interface' | 'live' | 'stages' | 'jobs'

export interface Metric<L extends string = string> {
  readonly type: 'gauge' | 'counter' | 'histogram'
  readonly home: MetricHome
  readonly labels: readonly L[]
  readonly help: string
}

const maker =
  (home: MetricHome, type: Metric['type']) =>
  <const L extends string = never>(help: string, ...labels: readonly L[]): Metric<L> =>
    Object.freeze({ type, home, labels: Object.freeze(labels), help })

const process = maker('all', 'gauge')

const PROCESS = {
  sep_build_info: process(
    'Always 1; versions, and the hash of the graph once it is known',
    ...(['version', 'node', 'kernel', 'graph_hash'] as const),
  ),
  sep_metrics_source_ok: process('0 = the figures of this source could not be read and are missing here', 'source'),
}

const part = maker('stages', 'gauge')
const state = maker('account', 'gauge')
const counted = maker('account', 'counter')

const PIPELINE = {
  sep_ready: part('1 = nothing stands against trading'),
  sep_ready_reason: part('1 while it stands against trading, by its code; else absent', 'code'),
  sep_phase: part('1 for the phase that the pipeline is in, 0 for the others', 'phase'),
  sep_pipeline_silent: state('1 = no part of the pipeline is known, or one was not heard of for too long'),
  sep_account_info: state('Always 1; its labels name environment and home currency', 'environment', 'currency'),
  sep_kill_switch: state('1 = on'),
  sep_paused: state('1 = no increases'),
  sep_slice_due_timestamp_seconds: state("Event time of the slice that is due; absent outside the market's week"),
  sep_stream_connected: state('1 = connected; absent where it cannot be known', 'stream'),
  sep_stream_age_seconds: state('Since the newest item of a stream', 'stream'),
  sep_alarms_standing: state('Alarms that stand, by severity', 'severity'),
  sep_alarms_unacknowledged: state('Alarms that nobody has acknowledged, ended ones too, by severity', 'severity'),
  sep_order_unknown: state('Orders whose outcome is not known'),
  sep_instruments_frozen: state('Instruments without new risk: an item cannot be understood'),
}

const STAGES = {
  sep_graph_node_rows_total: maker('stages', 'counter')('Rows that a node has made', 'node'),
  sep_graph_node_rows_per_second: maker('stages', 'gauge')('Rows for each second that the node computes', 'node'),
  sep_graph_node_step_seconds: maker('stages', 'gauge')(
    'Time of a step; nodes of a loop are timed together',
    ...(['node', 'percentile'] as const),
  ),
  sep_graph_node_timestamp_seconds: maker('stages', 'gauge')('Event time of the newest row', 'node'),
  sep_graph_node_lag_seconds: maker('account', 'gauge')('Event time behind the newest slice', 'node'),
  sep_graph_node_errors_total: maker('account', 'counter')('Steps that failed', 'node'),
}

const SLICES = {
  sep_slice_timestamp_seconds: state('Event time of the newest slice; absent before the first'),
  sep_slices_total: counted('Slices since this process began to show them'),
  sep_instrument_open: state('1 = a session of one of its currencies is open', 'instrument'),
  sep_spread_bps: state('Spread, bps of the mid price', 'instrument'),
  sep_guard_pass_total: counted('Minutes with metrics that a market guard has passed', 'guard', 'instrument'),
  sep_guard_checks_total: counted('Minutes with metrics', 'instrument'),
}

const GATES = {
  sep_rolling_gate: state('1 = the rolling gate is on', 'instrument'),
  sep_rolling_gate_buffer: state('Hysteresis of the gate, share of its floors', 'instrument'),
  sep_rolling_gate_timestamp_seconds: state('Event time of the newest evaluation'),
  sep_rolling_trades: state('Trades of the shadow within the window', 'instrument'),
  sep_rolling_min_trades: state('Trades that the gate needs', 'instrument'),
  sep_rolling_pnl_bps: state('Result of the shadow within the window, bps', 'instrument'),
  sep_rolling_calmar: state('Calmar ratio of the shadow within the window', 'instrument'),
  sep_rolling_calmar_floor: state('Calmar ratio that the gate needs', 'instrument'),
  sep_allocator_cooldown: state('1 = the gate cools down after failures', 'instrument'),
  sep_allocator_selected: state('1 = has a place', 'instrument'),
  sep_allocator_filled: state('1 = has a place that it has not earned', 'instrument'),
  sep_allocator_weight: state('Share of the budget', 'instrument'),
  sep_allocator_score: state('Smoothed score', 'instrument'),
  sep_allocator_top_k: state('Places'),
  sep_allocator_held: state('1 = the gates are too old: weights are held'),
  sep_allocator_fallback: state('1 = equal weights of a first start'),
}

const ACCOUNT = {
  sep_nav: state('Net asset value, home currency'),
  sep_balance: state('Balance, home currency'),
  sep_open_pnl: state('Unrealised P&L of all positions, home currency'),
  sep_day_pnl: state('P&L since 17:00 New York, home currency'),
  sep_drawdown_ratio: state('Share of the NAV lost since its peak'),
  sep_costs: state('Costs since trading began, home currency'),
  sep_margin_used: state('Home currency'),
  sep_margin_available: state('Home currency'),
  sep_margin_used_ratio: state('Used margin of all margin'),
  sep_latch_used_ratio: state('How near a limit that stops trading is: 1 = reached', 'latch'),
  sep_position_units: state('Units held, with their sign', 'instrument'),
  sep_order_decisions_total: counted('Orders that the graph has decided', 'leg'),
  sep_order_refused_total: counted('Increases that risk has refused', 'reason'),
  sep_order_trades_total: counted('Closed round trips', 'result'),
}

const trading = maker('live', 'counter')

const LIVE = {
  sep_order_events_total: trading('What became of orders', 'event'),
  sep_notify_messages_total: trading(
    'Messages to a channel, attempts that failed too',
    ...(['channel', 'result'] as const),
  ),
  sep_notify_waiting: maker('live', 'gauge')('Notices that a channel has still to send', 'channel'),
  sep_notify_oldest_seconds: maker('live', 'gauge')('Since the oldest of them has been due; 0 = none', 'channel'),
  sep_broker_faults_total: trading('Retries, refusals and unreadable answers of the broker', 'kind'),
}

const INTERFACE = {
  sep_http_request_duration_seconds: maker('interface', 'histogram')(
    'Time to an answer by route and status',
    ...(['method', 'route', 'status'] as const),
  ),
  sep_studies_series_calls_total: maker('interface', 'counter')('Answers of /api/studies/series', 'status'),
  sep_relay_clients: maker('interface', 'gauge')('WebSocket clients'),
  sep_relay_published_total: maker('interface', 'counter')('Messages published to the relay'),
  sep_relay_sent_total: maker('interface', 'counter')('Messages sent to clients'),
  sep_relay_too_slow_total: maker('interface', 'counter')('Clients closed because they were too slow'),
  sep_span_integrity_ok: maker('interface', 'gauge')('1 = the stored runs and their indices are consistent'),
  sep_span_monotonic_violations_total: maker(
    'interface',
    'counter',
  )('Longer spans with fewer trades than shorter ones'),
}

const job = maker('jobs', 'counter')

const JOBS = {
  sep_fetch_candles_total: job('Candles that `sep fetch` has stored', 'instrument'),
  sep_fetch_newest_timestamp_seconds: maker('jobs', 'gauge')('Event time of the newest stored candle', 'instrument'),
  sep_hydrate_written_total: job('Manifolds that `sep hydrate` has written', 'instrument'),
  sep_worker_jobs_total: job('Jobs of sweeps that `sep worker` has ended', 'result'),
  sep_paper_requests_total: job('Answers of `sep broker`', 'status'),
}

export const METRICS = Object.freeze({
  ...PROCESS,
  ...PIPELINE,
  ...SLICES,
  ...GATES,
  ...ACCOUNT,
  ...STAGES,
  ...LIVE,
  ...INTERFACE,
  ...JOBS,
})
export type MetricName = keyof typeof METRICS
