/** The pipeline: slices on time, streams, the nodes of the graph, the broker. */
import type { Dashboard } from '../dashboard-json.js'
import { oneFigure, graph, ofAccount, states } from '../panel.js'

const nodes = (metric: string) => [{ expr: ofAccount(metric), legend: '{{node}}' }]

export const pipelineBoard: Dashboard = {
  uid: 'sep-pipeline',
  title: 'SEP pipeline',
  rows: [
    {
      title: 'Now',
      panels: [
        oneFigure({
          title: 'Slice late by',
          about: 'Behind the slice that is due; nothing outside the week.',
          unit: 's',
          limits: [120, 180],
          queries: [
            { expr: `${ofAccount('sep_slice_due_timestamp_seconds')} - ${ofAccount('sep_slice_timestamp_seconds')}` },
          ],
        }),
        oneFigure({
          title: 'Silent',
          about: 'A part was not heard of.',
          unit: 'bool_yes_no',
          limits: [0.5, 1],
          queries: [{ expr: ofAccount('sep_pipeline_silent') }],
        }),
        oneFigure({
          title: 'Frozen instruments',
          about: 'An item of the account cannot be understood.',
          unit: 'short',
          limits: [0.5, 1],
          queries: [{ expr: ofAccount('sep_instruments_frozen') }],
        }),
        oneFigure({
          title: 'Graphs',
          about: 'Different hashes of running processes.',
          unit: 'short',
          limits: [1.5, 2],
          queries: [{ expr: 'count(count by (graph_hash) (sep_build_info{graph_hash!=""}))' }],
        }),
      ],
    },
    {
      title: 'Slices and streams',
      panels: [
        graph({
          title: 'Newest slice by process',
          about: 'Age against the newest of all.',
          unit: 's',
          limits: [120, 180],
          queries: [
            {
              expr: `${ofAccount('sep_slice_timestamp_seconds')} - ignoring (instance, job) group_right () sep_slice_timestamp_seconds`,
              legend: '{{instance}}',
            },
          ],
        }),
        graph({
          title: 'Slices',
          about: 'A minute; more while a process catches up.',
          unit: 'short',
          queries: [{ expr: 'rate(sep_slices_total[5m]) * 60', legend: '{{instance}}' }],
        }),
        states({
          title: 'Streams',
          about: 'Green: connected.',
          unit: 'bool_on_off',
          limits: [1, 0.5],
          queries: [{ expr: 'min without (instance, job) (sep_stream_connected)', legend: '{{stream}}' }],
        }),
        graph({
          title: 'Age of the streams',
          about: 'Since their newest item.',
          unit: 's',
          queries: [{ expr: 'min without (instance, job) (sep_stream_age_seconds)', legend: '{{stream}}' }],
        }),
      ],
    },
    {
      title: 'Phase and graph',
      panels: [
        states({
          title: 'Phase',
          about: 'The one that is green.',
          unit: 'short',
          limits: [1, 0.5],
          queries: [{ expr: `${ofAccount('sep_phase')} == 1`, legend: '{{phase}}' }],
        }),
        graph({
          title: 'Step of a node, 99 %',
          about: 'Nodes of a loop are timed together.',
          unit: 's',
          queries: nodes('sep_graph_node_step_seconds{percentile="99"}'),
        }),
        graph({
          title: 'Step of a node, median',
          about: 'Nodes of a loop are timed together.',
          unit: 's',
          queries: nodes('sep_graph_node_step_seconds{percentile="50"}'),
        }),
      ],
    },
    {
      title: 'Nodes',
      panels: [
        graph({
          title: 'Lag',
          about: 'Event time behind the newest slice.',
          unit: 's',
          limits: [60, 120],
          queries: nodes('sep_graph_node_lag_seconds'),
        }),
        graph({
          title: 'Newest row',
          about: 'Event time since then.',
          unit: 's',
          queries: [{ expr: `time() - ${ofAccount('sep_graph_node_timestamp_seconds')}`, legend: '{{node}}' }],
        }),
        graph({
          title: 'Rows',
          about: 'Made a second.',
          unit: 'short',
          queries: [{ expr: 'max without (instance, job) (rate(sep_graph_node_rows_total[5m]))', legend: '{{node}}' }],
        }),
        graph({
          title: 'Speed',
          about: 'Rows for each second that a node computes.',
          unit: 'short',
          queries: nodes('sep_graph_node_rows_per_second'),
        }),
      ],
    },
    {
      title: 'Faults',
      panels: [
        graph({
          title: 'Broker',
          about: 'Retries, refusals and unreadable answers in 15 minutes.',
          unit: 'short',
          limits: [10, 20],
          queries: [
            { expr: 'sum without (instance, job) (increase(sep_broker_faults_total[15m]))', legend: '{{kind}}' },
          ],
        }),
        graph({
          title: 'Notifications that wait',
          about: 'Since the oldest of a channel has been due. Above 5 min the channel is dead or its rate too low.',
          unit: 's',
          limits: [60, 300],
          queries: [{ expr: ofAccount('sep_notify_oldest_seconds'), legend: '{{channel}}' }],
        }),
        graph({
          title: 'Notifications',
          about: 'Messages in 15 minutes; notices that wait.',
          unit: 'short',
          queries: [
            {
              expr: 'sum without (instance, job) (increase(sep_notify_messages_total[15m]))',
              legend: '{{channel}} {{result}}',
            },
            { expr: ofAccount('sep_notify_waiting'), legend: '{{channel}} waiting' },
          ],
        }),
        graph({
          title: 'Steps that failed',
          about: 'In an hour, by node.',
          unit: 'short',
          limits: [0.5, 1],
          queries: [
            { expr: 'max without (instance, job) (increase(sep_graph_node_errors_total[1h]))', legend: '{{node}}' },
          ],
        }),
      ],
    },
  ],
}
