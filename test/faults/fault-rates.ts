/** The fault rates of a run. */
import type { Random } from './random.js'

export interface FaultRates {
  /** Per store command. */
  readonly storeRequestLost: number
  readonly storeReplyLost: number
  readonly storeSlow: number
  /** Per broker request. */
  readonly connectFails: number
  readonly requestLost: number
  readonly requestLate: number
  readonly replyLost: number
  /** Another answers instead of the broker, which has the request. */
  readonly badGateway: number
  /** Another answers and keeps the request from the broker. */
  readonly stopped: number
  readonly tooMany: number
  readonly unauthorized: number
  readonly readFails: number
  readonly readStale: number
  /** Per order that arrives. */
  readonly reject: number
  readonly cancel: number
  readonly partial: number
  /** Per transaction on the stream. */
  readonly streamDrop: number
  readonly streamTwice: number
  /** Number of each per run. */
  readonly serverKills: number
  readonly serverFreezes: number
  readonly processKills: number
  readonly processPauses: number
  readonly marketEvents: number
  readonly killSwitches: number
  /** Steps of a machine's wall clock. */
  readonly clockSteps: number
}

const QUIET: FaultRates = Object.freeze({
  storeRequestLost: 0,
  storeReplyLost: 0,
  storeSlow: 0,
  connectFails: 0,
  requestLost: 0,
  requestLate: 0,
  replyLost: 0,
  badGateway: 0,
  stopped: 0,
  tooMany: 0,
  unauthorized: 0,
  readFails: 0,
  readStale: 0,
  reject: 0,
  cancel: 0,
  partial: 0,
  streamDrop: 0,
  streamTwice: 0,
  serverKills: 0,
  serverFreezes: 0,
  processKills: 0,
  processPauses: 0,
  marketEvents: 0,
  killSwitches: 0,
  clockSteps: 0,
})

/** No faults. */
export const quietRates = (): FaultRates => QUIET

/** A third of the runs is calm except for its crash, a third has a bad day, a third is brutal. */
export const drawRates = (random: Random): FaultRates => {
  const kind = random.int(0, 2)
  if (kind === 0) return { ...QUIET, marketEvents: 3, killSwitches: random.int(0, 1) }
  const p = kind === 1 ? 0.02 : 0.1
  return {
    storeRequestLost: p / 2,
    storeReplyLost: p / 2,
    storeSlow: p,
    connectFails: p / 2,
    requestLost: p,
    requestLate: p,
    replyLost: p,
    badGateway: p / 2,
    stopped: p / 4,
    tooMany: p / 2,
    unauthorized: p / 4,
    readFails: p,
    readStale: p,
    reject: p,
    cancel: p,
    partial: p,
    streamDrop: 2 * p,
    streamTwice: 2 * p,
    serverKills: random.int(0, kind),
    serverFreezes: random.int(0, kind),
    processKills: random.int(0, kind),
    processPauses: random.int(0, kind),
    marketEvents: random.int(2, 8),
    killSwitches: random.int(0, 1),
    clockSteps: random.int(0, 2 * kind),
  }
}
