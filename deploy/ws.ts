/** Composition root of `sep ws`: the relay of an account in a process of its own, which knows its store alone. Any number may run. */
import { api, type ApiProcessInputs } from './api.js'

export interface RelayProcessInputs extends Omit<ApiProcessInputs, 'research' | 'origins' | 'relaysAlone'> {
  /** Of the page that connects. */
  readonly origin: string
}

/** Runs until the signal aborts. */
export const ws = ({ origin, ...inputs }: RelayProcessInputs): Promise<void> =>
  api({ ...inputs, origins: [origin], relaysAlone: true })
