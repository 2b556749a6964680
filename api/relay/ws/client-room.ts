/** How many clients there are, in total and of one address. */
import { isLoopback } from '../../auth/place.js'
import { ApiError } from '../../routes/api-error.js'

export interface ClientRoom {
  /** Throws `unavailable` or `too-many-requests`. */
  readonly check: (address: string) => void
  readonly enter: (address: string) => void
  readonly leave: (address: string) => void
}

/** From this machine as many as fit. */
export const clientRoom = (clientsMax: number, perAddress: number): ClientRoom => {
  const byAddress = new Map<string, number>()
  const total = { clients: 0 }
  const count = (address: string, by: number): void => {
    const next = (byAddress.get(address) ?? 0) + by
    total.clients += by
    if (next > 0) byAddress.set(address, next)
    else byAddress.delete(address)
  }
  return {
    check: (address) => {
      if (total.clients >= clientsMax)
        throw new ApiError('unavailable', `the relay has ${clientsMax} clients, its limit`)
      if ((byAddress.get(address) ?? 0) >= perAddress && !isLoopback(address))
        throw new ApiError('too-many-requests', `${perAddress} connections of one address are the limit`)
    },
    enter: (address) => count(address, 1),
    leave: (address) => count(address, -1),
  }
}
