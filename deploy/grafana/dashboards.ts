/** All dashboards. `npx vitest run test/deploy/grafana -u` writes them to deploy/grafana/dashboards. */
import { accountBoard } from './boards/account-board.js'
import { gatesBoard } from './boards/gates-board.js'
import { pipelineBoard } from './boards/pipeline-board.js'
import { processesBoard } from './boards/processes-board.js'
import type { Dashboard } from './dashboard-json.js'

export const DASHBOARDS: readonly Dashboard[] = [accountBoard, gatesBoard, pipelineBoard, processesBoard]
