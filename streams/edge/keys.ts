/** The keys of the edge that a part of a cut graph writes: `gates..allocate` of account A is the edge `A.gates..allocate`. */
import { journalKeys } from '../journal/keys.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'

export const edgeKeys = (account: string, part: string) => {
  const name = `${account}.${part.replace(/[^A-Za-z0-9_.-]/g, '-')}`
  const { lease, snapshots } = journalKeys(name)
  return Object.freeze({
    /** Stands for the account in the keys of the part's decisions. */
    name,
    lease,
    snapshots,
    stream: keyName(KEYS.edge, { name }),
    header: keyName(KEYS.edgeHeader, { name }),
    readers: keyName(KEYS.edgeReaders, { name }),
  })
}

/** Patterns for all edges of an account. */
export const edgePatterns = (account: string) => {
  const all = (template: string) => template.replace('<name>', `${account}.*`)
  return Object.freeze({ headers: all(KEYS.edgeHeader.template), readers: all(KEYS.edgeReaders.template) })
}
