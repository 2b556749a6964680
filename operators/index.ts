/** SEP's operators and the words they share, as a library: `import { paperBroker, schemas } from 'sep/operators'`. */
export { brokerSlot } from '../model/broker-slot.js'
export {
  EXECUTION,
  EXECUTIONS,
  type ExecutionName,
  GATE_STATES,
  GUARD_BIT,
  type GuardName,
  GUARDS,
  maskNames,
  REASON,
  type ReasonName,
  REASONS,
  REFUSAL,
  type RefusalName,
  REFUSALS,
  RISK_BIT,
  type RiskName,
  RISKS,
} from '../model/codes.js'
export { schemas } from '../model/columns.js'
export { instrumentOperator } from '../model/instrument-operator.js'
export { createWorld, type Instrument, pipSize, type World, type WorldSpec, worldFrom } from '../model/world.js'
export { allocate } from './allocate.js'
export { isFxWeekMinute } from './calendar/new-york.js'
export { direction } from './direction.js'
export { liveBroker } from './live-broker.js'
export { marketGuards } from './market-guards.js'
export { orders } from './orders.js'
export { paperBroker } from './paper-broker.js'
export { performance } from './performance.js'
export { qbsa } from './qbsa.js'
export { qfh } from './qfh.js'
export { riskGuards } from './risk-guards.js'
export { rollingGates } from './rolling-gates.js'
export { sessionCalendar } from './session-calendar.js'
export { shadowStrategy } from './shadow-strategy.js'
export { size } from './size.js'
export { smaFlip } from './sma-flip.js'
export { strategy } from './strategy.js'
