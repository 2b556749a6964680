/** What the running pipeline knows of itself, as figures of a scrape. */
import { SECOND_MS } from '../../lib/time-units.js'
import { type Phase, PHASES } from '../../model/ready-codes.js'
import type { PipelineReads, PipelineState } from '../model/pipeline-reads.js'
import type { AddSample } from './sample-source.js'

export const addPipeline = async (add: AddSample, pipeline: PipelineReads): Promise<void> => {
  const state = await pipeline.state()
  addReadiness(add, state.ready.reasons, state.phase)
  add('sep_pipeline_silent', Number(state.silent))
  add('sep_kill_switch', Number(state.killSwitch.on))
  add('sep_paused', Number(state.paused))
  add('sep_slice_due_timestamp_seconds', inSeconds(state.dueMs))
  add('sep_order_unknown', state.unknownOrders.length)
  add('sep_instruments_frozen', state.frozen.length)
  addStreams(add, state.streams)
  const alarms = await pipeline.alarms()
  for (const severity of SEVERITIES) {
    const ofIt = alarms.filter((alarm) => alarm.severity === severity)
    add('sep_alarms_standing', ofIt.filter(({ endMs }) => endMs === null).length, { severity })
    const open = ofIt.filter(({ acknowledgedBy }) => acknowledgedBy === null)
    add('sep_alarms_unacknowledged', open.length, { severity })
  }
}

export const addReadiness = (add: AddSample, reasons: readonly { readonly code: string }[], now: Phase): void => {
  add('sep_ready', Number(reasons.length === 0))
  for (const { code } of reasons) add('sep_ready_reason', 1, { code })
  for (const phase of PHASES) add('sep_phase', Number(phase === now), { phase })
}

const SEVERITIES = ['info', 'warning', 'critical'] as const

const addStreams = (add: AddSample, streams: PipelineState['streams']): void => {
  for (const [stream, { connected, ageMs }] of Object.entries(streams)) {
    add('sep_stream_connected', connected === null ? null : Number(connected), { stream })
    add('sep_stream_age_seconds', inSeconds(ageMs), { stream })
  }
}

export const addStages = async (add: AddSample, pipeline: PipelineReads): Promise<void> => {
  for (const stats of (await pipeline.nodeStats()).nodes) {
    const { node } = stats
    addStage(add, node, stats)
    add('sep_graph_node_lag_seconds', inSeconds(stats.lagMs), { node })
    add('sep_graph_node_errors_total', stats.errors, { node })
  }
}

type Stage = Readonly<Record<'rowsPerSec' | 'p50Us' | 'p99Us' | 'lastTsMs', number | null>> & { readonly rows: number }

/** Nodes that are timed together have the same figures. */
export const addStage = (add: AddSample, node: string, { rows, rowsPerSec, p50Us, p99Us, lastTsMs }: Stage): void => {
  add('sep_graph_node_rows_total', rows, { node })
  add('sep_graph_node_rows_per_second', rowsPerSec, { node })
  add('sep_graph_node_step_seconds', ofMicroseconds(p50Us), { node, percentile: '50' })
  add('sep_graph_node_step_seconds', ofMicroseconds(p99Us), { node, percentile: '99' })
  add('sep_graph_node_timestamp_seconds', inSeconds(lastTsMs), { node })
}

const US_PER_SECOND = 1e6
const ofMicroseconds = (us: number | null): number | null => (us === null ? null : us / US_PER_SECOND)
const inSeconds = (ms: number | null): number | null => (ms === null ? null : ms / SECOND_MS)
