/** For what only shows the pipeline: no error of it may end or stop the trading. */
import type { Logger } from '../../../lib/logger.js'
import { isStoreFault } from '../../../store/store-fault.js'

/** A store fault is silent, it is shown elsewhere; any other error is logged once. Resolves with null after an error. */
export const quietly = (what: string, log: Logger) => {
  const logged = new Set<string>()
  return async <T>(act: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await act()
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      if (!isStoreFault(error) && !logged.has(text)) log(`${what}: ${text}`, 'warn')
      logged.add(text)
      return null
    }
  }
}
