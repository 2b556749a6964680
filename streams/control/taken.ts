/** What became of control requests, by their ids: the pipeline writes it, and who asked waits for it. */
import type { z } from 'zod'
import { CodedError } from '../../lib/errors.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { packFields, unpackFields } from '../../store/pack.js'
import type { Store, Write } from '../../store/store.js'

type Records = z.output<(typeof KEYS.controlTaken)['value']>
export type TakenRequest = Records[string]

export const takenKey = (account: string): string => keyName(KEYS.controlTaken, { account })

/** A record that cannot be read is left out: requests must be heard whatever stands there. */
export const readTaken = async (
  store: Pick<Store, 'hashAll'>,
  account: string,
): Promise<ReadonlyMap<string, TakenRequest>> => {
  const found = await store.hashAll(takenKey(account))
  return new Map(
    Object.entries(found).flatMap(([id, bytes]) => {
      const record = readable(() => unpackFields(KEYS.controlTaken, { [id]: bytes })[id])
      return record === undefined ? [] : [[id, record] as const]
    }),
  )
}

const readable = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    if (error instanceof CodedError) return undefined
    throw error
  }
}

export const takenWrite = (account: string, records: ReadonlyMap<string, TakenRequest>): Write => ({
  op: 'hashSet',
  key: takenKey(account),
  fields: packFields(KEYS.controlTaken, Object.fromEntries(records)),
})
