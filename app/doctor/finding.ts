/** One line of `sep doctor`. */
import { CodedError } from '../../lib/errors.js'

export interface Finding {
  readonly check: string
  readonly state: 'ok' | 'warning' | 'failed'
  readonly message: string
}

export const fine = (check: string, message: string): Finding => ({ check, state: 'ok', message })
export const warning = (check: string, message: string): Finding => ({ check, state: 'warning', message })
export const failed = (check: string, message: string): Finding => ({ check, state: 'failed', message })

/** A refused request is the finding. */
export const asked = async (
  check: string,
  ask: () => Promise<readonly Finding[]>,
  explain: (message: string) => string = (message) => message,
): Promise<readonly Finding[]> => {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    // A command that only looks makes no store: sep live does.
    if (check === 'store' && error.code === 'missing-data') return [warning(check, error.message)]
    return [failed(check, explain(error.message))]
  }
}
