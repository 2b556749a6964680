import { expect, test } from 'vitest'
import { SepError } from '../../model/error-codes.js'
import { bestEffort } from '../../store/store-fault.js'

const failing = (error: Error) => () => Promise.reject(error)

test.each(['store-unavailable', 'store-refused'] as const)(
  'best effort: %s is reported and forgotten',
  async (code) => {
    const fault = new SepError(code, 'away')
    const faults: SepError[] = []
    await bestEffort(failing(fault), (error) => faults.push(error))
    expect(faults).toEqual([fault])
  },
)

test.each([new SepError('lease-lost', 'superseded'), new Error('a bug')])(
  'best effort: %s is thrown',
  async (error) => {
    const faults: SepError[] = []
    await expect(bestEffort(failing(error), (fault) => faults.push(fault))).rejects.toBe(error)
    expect(faults).toEqual([])
  },
)
