/** The pair of the address, else the first that is traded; null = none is known yet. */
import { useUrl } from '../route/use-url.js'
import { useStatus } from './use-status.js'

export const usePair = (): { readonly pair: string | null; readonly pairs: readonly string[] } => {
  const { params } = useUrl()
  const { data } = useStatus()
  const pairs = data?.why.map(({ instrument }) => instrument) ?? []
  return { pair: params['pair'] ?? pairs[0] ?? null, pairs }
}
