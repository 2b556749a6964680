/** All routes of the interface. */
import { CONTROL_ROUTES } from './control-routes.js'
import { GRAPH_ROUTES } from './graph-routes.js'
import { LEDGER_ROUTES } from './ledger/ledger-routes.js'
import { MARKET_ROUTES } from './market-routes.js'
import { OANDA_ROUTES } from './oanda-routes.js'
import { RECORD_ROUTES } from './record-routes.js'
import type { Route } from './route.js'
import { STATUS_ROUTES } from './status-routes.js'
import { BACKTEST_ROUTES } from './studies/backtest-routes.js'
import { STUDY_ROUTES } from './studies/study-routes.js'
import { SWEEP_ROUTES } from './studies/sweep-routes.js'
import { TRADING_ROUTES } from './trading-routes.js'

export const ROUTES: readonly Route[] = Object.freeze([
  ...STATUS_ROUTES,
  ...CONTROL_ROUTES,
  ...TRADING_ROUTES,
  ...MARKET_ROUTES,
  ...OANDA_ROUTES,
  ...GRAPH_ROUTES,
  ...RECORD_ROUTES,
  ...LEDGER_ROUTES,
  ...BACKTEST_ROUTES,
  ...STUDY_ROUTES,
  ...SWEEP_ROUTES,
])
