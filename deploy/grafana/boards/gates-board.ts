/** Gates and places: which instruments have earned one, and what keeps the others out. */
import type { Dashboard } from '../dashboard-json.js'
import { oneFigure, graph, ofAccount, states } from '../panel.js'

const of = (metric: string): string => ofAccount(`${metric}{instrument=~"$instrument"}`)
const perInstrument = (metric: string) => [{ expr: of(metric), legend: '{{instrument}}' }]

const hourly = (metric: string): string =>
  `max without (instance, job) (increase(${metric}{instrument=~"$instrument"}[1h]))`

export const gatesBoard: Dashboard = {
  uid: 'sep-gates',
  title: 'SEP gates and places',
  byInstrument: true,
  rows: [
    {
      title: 'Now',
      panels: [
        oneFigure({
          title: 'Gates on',
          about: 'Of all traded instruments.',
          unit: 'short',
          queries: [{ expr: `sum without (instrument) (${ofAccount('sep_rolling_gate')})` }],
        }),
        oneFigure({
          title: 'Open',
          about: 'Instruments with an open session.',
          unit: 'short',
          queries: [{ expr: `sum without (instrument) (${ofAccount('sep_instrument_open')})` }],
        }),
        oneFigure({
          title: 'K',
          about: 'Places of the allocator.',
          unit: 'short',
          queries: [{ expr: ofAccount('sep_allocator_top_k') }],
        }),
        oneFigure({
          title: 'Filled places',
          about: 'Placed without having earned it.',
          unit: 'short',
          limits: [0.5, 3],
          queries: [{ expr: `sum without (instrument) (${ofAccount('sep_allocator_filled')})` }],
        }),
        oneFigure({
          title: 'Cooling down',
          about: 'Gates that failed four times in a row.',
          unit: 'short',
          limits: [3, 5],
          queries: [{ expr: `sum without (instrument) (${ofAccount('sep_allocator_cooldown')})` }],
        }),
        oneFigure({
          title: 'Age of the gates',
          about: 'Behind the newest slice; weights are held beyond 180 s.',
          unit: 's',
          limits: [120, 180],
          queries: [
            {
              expr: `${ofAccount('sep_slice_timestamp_seconds')} - ${ofAccount('sep_rolling_gate_timestamp_seconds')}`,
            },
          ],
        }),
        oneFigure({
          title: 'Weights held',
          about: 'The gates are too old.',
          unit: 'bool_yes_no',
          limits: [0.5, 1],
          queries: [{ expr: ofAccount('sep_allocator_held') }],
        }),
        oneFigure({
          title: 'First weights',
          about: 'Equal weights of a first start.',
          unit: 'bool_yes_no',
          limits: [0.5, 1],
          queries: [{ expr: ofAccount('sep_allocator_fallback') }],
        }),
      ],
    },
    {
      title: 'Through time',
      panels: [
        states({
          title: 'Gates',
          about: 'Green: on.',
          unit: 'bool_on_off',
          limits: [1, 0.5],
          queries: perInstrument('sep_rolling_gate'),
        }),
        states({
          title: 'Places',
          about: 'Green: has one.',
          unit: 'bool_on_off',
          limits: [1, 0.5],
          queries: perInstrument('sep_allocator_selected'),
        }),
        states({
          title: 'Cooldown',
          about: 'Red: no gate before it ends.',
          unit: 'bool_on_off',
          limits: [0.5, 1],
          queries: perInstrument('sep_allocator_cooldown'),
        }),
      ],
    },
    {
      title: 'What the gates are judged by',
      panels: [
        graph({
          title: 'Calmar ratio over its floor',
          about: 'Above 0 it passes, within the buffer the gate keeps its state.',
          unit: 'short',
          queries: [
            { expr: `${of('sep_rolling_calmar')} - ${of('sep_rolling_calmar_floor')}`, legend: '{{instrument}}' },
          ],
        }),
        graph({
          title: 'Trades over their floor',
          about: 'Of the shadow, within the window.',
          unit: 'short',
          queries: [
            { expr: `${of('sep_rolling_trades')} - ${of('sep_rolling_min_trades')}`, legend: '{{instrument}}' },
          ],
        }),
        graph({
          title: 'Result of the shadow',
          about: 'bps of notional, within the window.',
          unit: 'short',
          queries: perInstrument('sep_rolling_pnl_bps'),
        }),
        graph({
          title: 'Hysteresis',
          about: 'Share of the floors.',
          unit: 'percentunit',
          queries: perInstrument('sep_rolling_gate_buffer'),
        }),
      ],
    },
    {
      title: 'Allocation',
      panels: [
        graph({
          title: 'Weights',
          about: 'They sum to 1.',
          unit: 'percentunit',
          stacked: true,
          queries: [{ expr: `${of('sep_allocator_weight')} > 0`, legend: '{{instrument}}' }],
        }),
        graph({
          title: 'Scores',
          about: 'Smoothed; a challenger needs a margin.',
          unit: 'short',
          queries: perInstrument('sep_allocator_score'),
        }),
      ],
    },
    {
      title: 'Guards and costs',
      panels: [
        graph({
          title: 'Minutes that each guard passed',
          about: 'Share of the minutes with metrics, an hour, over the instruments.',
          unit: 'percentunit',
          queries: [
            {
              expr: `sum by (guard) (${hourly('sep_guard_pass_total')}) / on () group_left () sum(${hourly('sep_guard_checks_total')})`,
              legend: '{{guard}}',
            },
          ],
        }),
        graph({
          title: 'Spread',
          about: 'bps of the mid price.',
          unit: 'short',
          queries: perInstrument('sep_spread_bps'),
        }),
      ],
    },
  ],
}
