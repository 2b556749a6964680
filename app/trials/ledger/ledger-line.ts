/** Lines of the trial ledger: every configuration ever evaluated, every look at a sweep, and every opening of a hold-out. */
import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const minute = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/)
const figure = z.number().nullable()
const span = { family: z.string().min(1), instruments: z.array(z.string()).min(1), from: minute, to: minute }

export const ledgerLine = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('trial'),
    /** When it was evaluated. */
    time: z.string(),
    resultHash: hash,
    configHash: hash,
    /** Graph name and hash of its kinds and wires, without settings. */
    family: span.family,
    dataHash: z.string(),
    instruments: span.instruments,
    from: minute,
    to: minute,
    params: z.record(z.string(), z.json()),
    trades: z.int().min(0),
    meanBps: figure,
    sdBps: figure,
    /** Mean by standard deviation of the trades. */
    sharpe: figure,
  }),
  /** A report was made of a sweep. */
  z.strictObject({ t: z.literal('opening'), time: z.string(), sweep: hash, ...span }),
  /** The hold-out of a family was opened with this configuration, which made so much on it. */
  z.strictObject({
    ...{ t: z.literal('holdout'), time: z.string(), sweep: hash, ...span },
    ...{ configHash: hash, trades: z.int().min(0), meanBps: figure },
  }),
])
export type LedgerLine = Readonly<z.output<typeof ledgerLine>>
export type TrialEntry = Extract<LedgerLine, { readonly t: 'trial' }>
export type OpeningEntry = Extract<LedgerLine, { readonly t: 'opening' }>
