/** Research as a process shows it by its working folder and environment. */
import { join } from 'node:path'
import type { ResearchReads } from '../../../api/model/research/research-reads.js'
import type { StoreReads } from '../../../store/store.js'
import { environment } from '../../config/environment.js'
import { researchReads } from './research-reads.js'

export interface ProcessResearchInputs {
  /** Null: runs are not stored here. */
  readonly store: StoreReads | null
  /** Address of the store that workers share; null: other processes cannot reach it. */
  readonly storeUrl: string | null
  /** Setting `gates.windowDays`. */
  readonly gateDays: number
}

/** Sweeps of `.sep/sweeps`, the ledger of trials of SEP_LEDGER, runs to start with API_STUDIES=1. */
export const processResearch = (inputs: ProcessResearchInputs): ResearchReads => {
  const { SEP_LEDGER: ledger, API_STUDIES: studies } = environment()
  return researchReads({
    ...inputs,
    sweeps: join('.sep', 'sweeps'),
    ledger: ledger || join('.sep', 'ledger.ndjson'),
    backtests: studies === '1',
  })
}
