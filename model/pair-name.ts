/** Names of instruments in settings: a mistyped one would have no effect without a word. */
import { z } from 'zod'

export const pairName = z.string().regex(/^[A-Z]{3}_[A-Z]{3}$/, { error: 'write pairs like EUR_USD' })
