/** All routes of the interface. */
import type { Route } from './route.js'
import { TRADING_ROUTES } from './trading-routes.js'

export const ROUTES: readonly Route[] = Object.freeze([...TRADING_ROUTES])
