/** The trial ledger in the store, for all machines that share it: `bt:ledger:{family}`, by result hash, without an end. */
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { packFields } from '../../../store/pack.js'
import type { Store, StoreReads } from '../../../store/store.js'
import { type LedgerLine, ledgerLine } from './ledger-line.js'

/** Fields of one write. */
const AT_ONCE = 500

/** Adds the lines; those that are there keep their place. Durable as far as the store is. */
export const storeLedger = async (store: Store, lines: readonly LedgerLine[]): Promise<void> => {
  for (let from = 0; from < lines.length; from += AT_ONCE) {
    const byFamily = new Map<string, Record<string, LedgerLine>>()
    for (const line of lines.slice(from, from + AT_ONCE)) {
      const known = byFamily.get(line.family) ?? {}
      byFamily.set(line.family, { ...known, [fieldOf(line)]: line })
    }
    await store.write(
      [...byFamily].map(([family, fields]) => ({
        op: 'hashSet',
        key: ledgerKey(family),
        fields: packFields(KEYS.trialLedger, fields),
      })),
    )
  }
}

/** Lines of the family, by field name; what is no line of a ledger is left out. */
export const readStoredLedger = async (store: StoreReads, family: string): Promise<readonly LedgerLine[]> => {
  const fields = await store.hashAll(ledgerKey(family))
  return Object.keys(fields)
    .sort()
    .flatMap((name) => {
      const parsed = ledgerLine.safeParse(jsonOf(fields[name]!))
      return parsed.success ? [parsed.data] : []
    })
}

/** The name of a user's graph may hold anything; the hash behind it tells families apart. */
const ledgerKey = (family: string): string =>
  keyName(KEYS.trialLedger, { family: family.replace(/[^A-Za-z0-9_.@-]/g, '-') })

/** One opening counts once for each sweep. */
const fieldOf = (line: LedgerLine): string => (line.t === 'trial' ? line.resultHash : `${line.t}:${line.sweep}`)

const jsonOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return null
  }
}
