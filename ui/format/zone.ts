/** The reader's choice of the clock that times are shown in: UTC, or the machine's own. */
import { keptChoice } from './kept-choice.js'

export type Zone = 'UTC' | 'local'
export const zoneChoice = keptChoice<Zone>('sep.zone', ['UTC', 'local'], 'UTC')
