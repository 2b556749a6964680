/** Processes and interface: do they live, how fast do they answer, what do the jobs do. */
import type { Dashboard } from '../dashboard-json.js'
import { oneFigure, graph, states } from '../panel.js'

const SEP = '{job=~"sep.*"}'
const each = (expr: string) => [{ expr, legend: '{{instance}}' }]

const answers = (chosen: string): string =>
  `sum by (instance) (rate(sep_http_request_duration_seconds_count${chosen}[5m]))`

export const processesBoard: Dashboard = {
  uid: 'sep-processes',
  title: 'SEP processes and interface',
  rows: [
    {
      title: 'Processes',
      panels: [
        states({
          title: 'Up',
          about: 'Green: answers.',
          unit: 'bool_yes_no',
          limits: [1, 0.5],
          queries: each(`up${SEP}`),
        }),
        states({
          title: 'Figures',
          about: 'Red: a source could not be read.',
          unit: 'bool_yes_no',
          limits: [1, 0.5],
          queries: [{ expr: 'sep_metrics_source_ok', legend: '{{instance}} {{source}}' }],
        }),
        oneFigure({
          title: 'Versions',
          about: 'Of SEP, by process.',
          unit: 'none',
          queries: [{ expr: 'sep_build_info', legend: '{{instance}} {{version}}' }],
        }),
      ],
    },
    {
      title: 'Machine',
      panels: [
        graph({
          title: 'Event loop, 99 %',
          about: 'How late a timer is.',
          unit: 's',
          limits: [0.1, 0.25],
          queries: each(`nodejs_eventloop_lag_p99_seconds${SEP}`),
        }),
        graph({
          title: 'CPU',
          about: 'Cores.',
          unit: 'short',
          queries: each(`rate(process_cpu_seconds_total${SEP}[5m])`),
        }),
        graph({
          title: 'Memory',
          about: 'Resident.',
          unit: 'bytes',
          limits: [1.2e9, 1.6e9],
          queries: each(`process_resident_memory_bytes${SEP}`),
        }),
        graph({ title: 'Open files', about: 'Sockets too.', unit: 'short', queries: each(`process_open_fds${SEP}`) }),
      ],
    },
    {
      title: 'Interface',
      panels: [
        graph({
          title: 'Answers',
          about: 'A second, by status.',
          unit: 'reqps',
          stacked: true,
          queries: [
            { expr: 'sum by (status) (rate(sep_http_request_duration_seconds_count[5m]))', legend: '{{status}}' },
          ],
        }),
        graph({
          title: 'Time to an answer, 99 %',
          about: 'By route.',
          unit: 's',
          limits: [0.1, 0.5],
          queries: [
            {
              expr: 'histogram_quantile(0.99, sum by (route, le) (rate(sep_http_request_duration_seconds_bucket[5m])))',
              legend: '{{route}}',
            },
          ],
        }),
        graph({
          title: 'Failures',
          about: 'Share of the answers of a process.',
          unit: 'percentunit',
          limits: [0.02, 0.05],
          queries: [
            {
              expr: `${answers('{status=~"5.."}')} / ${answers('')}`,
              legend: '{{instance}}',
            },
          ],
        }),
        graph({
          title: 'Studies',
          about: 'Answers of /api/studies/series in an hour.',
          unit: 'short',
          queries: [{ expr: 'sum by (status) (increase(sep_studies_series_calls_total[1h]))', legend: '{{status}}' }],
        }),
      ],
    },
    {
      title: 'Relay',
      panels: [
        graph({
          title: 'Clients',
          about: 'WebSocket connections.',
          unit: 'short',
          stacked: true,
          queries: each('sep_relay_clients'),
        }),
        graph({
          title: 'Messages',
          about: 'A second.',
          unit: 'short',
          queries: [
            { expr: 'rate(sep_relay_sent_total[5m])', legend: '{{instance}} sent' },
            { expr: 'rate(sep_relay_published_total[5m])', legend: '{{instance}} published' },
          ],
        }),
        graph({
          title: 'Too slow',
          about: 'Clients closed in 15 minutes.',
          unit: 'short',
          limits: [10, 20],
          queries: each('increase(sep_relay_too_slow_total[15m])'),
        }),
      ],
    },
    {
      title: 'Jobs',
      panels: [
        graph({
          title: 'Candles fetched',
          about: 'An hour.',
          unit: 'short',
          queries: [{ expr: 'increase(sep_fetch_candles_total[1h])', legend: '{{instrument}}' }],
        }),
        graph({
          title: 'Newest candle',
          about: 'Since its minute; grows over a weekend.',
          unit: 's',
          queries: [{ expr: 'time() - sep_fetch_newest_timestamp_seconds', legend: '{{instrument}}' }],
        }),
        graph({
          title: 'Manifolds written',
          about: 'An hour.',
          unit: 'short',
          queries: [{ expr: 'increase(sep_hydrate_written_total[1h])', legend: '{{instrument}}' }],
        }),
        graph({
          title: 'Jobs of sweeps',
          about: 'Ended in an hour.',
          unit: 'short',
          queries: [{ expr: 'sum by (result) (increase(sep_worker_jobs_total[1h]))', legend: '{{result}}' }],
        }),
      ],
    },
    {
      title: 'Records',
      panels: [
        states({
          title: 'Spans',
          about: 'Green: stored runs agree.',
          unit: 'bool_yes_no',
          limits: [1, 0.5],
          queries: each('sep_span_integrity_ok'),
        }),
        graph({
          title: 'Spans that contradict',
          about: 'Longer ones with fewer trades.',
          unit: 'short',
          limits: [0.5, 1],
          queries: each('sep_span_monotonic_violations_total'),
        }),
        graph({
          title: 'Paper broker',
          about: 'Answers a second, by status.',
          unit: 'reqps',
          queries: [{ expr: 'sum by (status) (rate(sep_paper_requests_total[5m]))', legend: '{{status}}' }],
        }),
      ],
    },
  ],
}
