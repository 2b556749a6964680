/** The account: what it is worth, what it holds, what its orders become. */
import type { Dashboard } from '../dashboard-json.js'
import { oneFigure, gauges, graph, ofAccount, states } from '../panel.js'

export const accountBoard: Dashboard = {
  uid: 'sep-account',
  title: 'SEP account',
  rows: [
    {
      title: 'Now',
      panels: [
        oneFigure({
          title: 'NAV',
          about: 'Home currency.',
          unit: 'currency',
          queries: [{ expr: ofAccount('sep_nav') }],
        }),
        oneFigure({
          title: 'P&L of the day',
          about: 'Since 17:00 New York.',
          unit: 'currency',
          limits: [0, -1e-9],
          queries: [{ expr: ofAccount('sep_day_pnl') }],
        }),
        oneFigure({
          title: 'Drawdown',
          about: 'Of the NAV since its peak.',
          unit: 'percentunit',
          limits: [0.05, 0.08],
          queries: [{ expr: ofAccount('sep_drawdown_ratio') }],
        }),
        oneFigure({
          title: 'Ready',
          about: 'Nothing stands against trading.',
          unit: 'bool_yes_no',
          limits: [1, 0.5],
          queries: [{ expr: ofAccount('sep_ready') }],
        }),
        oneFigure({
          title: 'Kill switch',
          about: 'On: no new risk.',
          unit: 'bool_on_off',
          limits: [0.5, 1],
          queries: [{ expr: ofAccount('sep_kill_switch') }],
        }),
        oneFigure({
          title: 'Paused',
          about: 'On: no increases.',
          unit: 'bool_on_off',
          limits: [0.5, 1],
          queries: [{ expr: ofAccount('sep_paused') }],
        }),
        oneFigure({
          title: 'Unknown orders',
          about: 'Their instruments take no new risk.',
          unit: 'short',
          limits: [0.5, 1],
          queries: [{ expr: ofAccount('sep_order_unknown') }],
        }),
        oneFigure({
          title: 'Account',
          about: 'Environment and home currency.',
          unit: 'none',
          queries: [{ expr: ofAccount('sep_account_info'), legend: '{{environment}} {{currency}}' }],
        }),
      ],
    },
    {
      title: 'Result',
      panels: [
        graph({
          title: 'NAV and balance',
          about: 'Their distance is the open P&L.',
          unit: 'currency',
          queries: [
            { expr: ofAccount('sep_nav'), legend: 'NAV' },
            { expr: ofAccount('sep_balance'), legend: 'balance' },
          ],
        }),
        graph({
          title: 'P&L',
          about: 'The day begins at 17:00 New York.',
          unit: 'currency',
          queries: [
            { expr: ofAccount('sep_day_pnl'), legend: 'day' },
            { expr: ofAccount('sep_open_pnl'), legend: 'open' },
          ],
        }),
        graph({
          title: 'Costs',
          about: 'Since trading began.',
          unit: 'currency',
          queries: [{ expr: ofAccount('sep_costs'), legend: 'costs' }],
        }),
      ],
    },
    {
      title: 'Risk',
      panels: [
        gauges({
          title: 'Limits',
          about: '1: the limit is reached and stops increases.',
          unit: 'percentunit',
          limits: [0.6, 0.8],
          queries: [{ expr: ofAccount('sep_latch_used_ratio'), legend: '{{latch}}' }],
        }),
        graph({
          title: 'Margin',
          about: 'Increases are trimmed at 30 %.',
          unit: 'percentunit',
          limits: [0.3, 0.32],
          queries: [{ expr: ofAccount('sep_margin_used_ratio'), legend: 'used' }],
        }),
        graph({
          title: 'Margin, home currency',
          about: 'Used and available.',
          unit: 'currency',
          stacked: true,
          queries: [
            { expr: ofAccount('sep_margin_used'), legend: 'used' },
            { expr: ofAccount('sep_margin_available'), legend: 'available' },
          ],
        }),
        graph({
          title: 'Positions',
          about: 'Units with their sign.',
          unit: 'short',
          queries: [{ expr: `${ofAccount('sep_position_units')} != 0`, legend: '{{instrument}}' }],
        }),
      ],
    },
    {
      title: 'Orders',
      panels: [
        graph({
          title: 'Decided',
          about: 'Orders of the graph, an hour.',
          unit: 'short',
          queries: [
            { expr: 'max without (instance, job) (increase(sep_order_decisions_total[1h]))', legend: '{{leg}}' },
          ],
        }),
        graph({
          title: 'What became of them',
          about: 'An hour; of the process that trades.',
          unit: 'short',
          queries: [
            { expr: 'sum without (instance, job) (increase(sep_order_events_total[1h]))', legend: '{{event}}' },
          ],
        }),
        graph({
          title: 'Increases that risk refused',
          about: 'By reason, an hour.',
          unit: 'short',
          stacked: true,
          queries: [
            { expr: 'max without (instance, job) (increase(sep_order_refused_total[1h]))', legend: '{{reason}}' },
          ],
        }),
        graph({
          title: 'Round trips',
          about: 'Closed in a day.',
          unit: 'short',
          stacked: true,
          queries: [
            { expr: 'max without (instance, job) (increase(sep_order_trades_total[1d]))', legend: '{{result}}' },
          ],
        }),
      ],
    },
    {
      title: 'Alarms',
      panels: [
        states({
          title: 'What stands against trading',
          about: 'Codes of /ready.',
          unit: 'short',
          limits: [0.5, 1],
          queries: [{ expr: ofAccount('sep_ready_reason'), legend: '{{code}}' }],
        }),
        graph({
          title: 'Alarms',
          about: 'Standing, and not acknowledged.',
          unit: 'short',
          queries: [
            { expr: ofAccount('sep_alarms_standing'), legend: '{{severity}} stand' },
            { expr: ofAccount('sep_alarms_unacknowledged'), legend: '{{severity}} not acknowledged' },
          ],
        }),
      ],
    },
  ],
}
