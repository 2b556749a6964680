/** The broker's division, which decides the rules of an account. */
import { z } from 'zod'

export const DIVISIONS = ['us', 'other'] as const
export const divisionSetting = z.enum(DIVISIONS)
export type Division = z.output<typeof divisionSetting>

/** An account that may hold both sides of an instrument is never one of the US division. */
export const divisionOf = (setting: Division, hedging: boolean): Division => (hedging ? 'other' : setting)
