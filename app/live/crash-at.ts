/** `SEP_CRASH_AT=label:n[:how]`: the process breaks at the n-th pass of a label. For fault tests; refused where money is real. */
import { SepError } from '../../model/error-codes.js'
import { logToStderr } from '../../lib/stderr.js'
import { CRASH_LABELS, type CrashLabel, type CrashPoints, noCrash } from '../../lib/crash-points.js'

/** It dies at once, halts until SIGCONT, or throws an unexpected error. */
const HOWS = ['kill', 'stop', 'throw'] as const

export const crashAt = (text: string | undefined, environment: string): CrashPoints => {
  if (!text) return noCrash
  if (environment === 'live') throw new SepError('bad-config', 'SEP_CRASH_AT is refused with --env live')
  const [label, times = '1', how = 'kill', ...rest] = text.split(':')
  const known = CRASH_LABELS.includes(label as CrashLabel) && (HOWS as readonly string[]).includes(how)
  if (!known || rest.length > 0 || !/^[1-9]\d{0,6}$/.test(times)) {
    throw new SepError(
      'bad-config',
      `SEP_CRASH_AT=${text}: write label:n or label:n:how, how one of ${HOWS.join(' ')}, label one of ${CRASH_LABELS.join(' ')}`,
    )
  }
  let left = Number(times)
  return Object.freeze({
    at: (reached: CrashLabel) => {
      if (reached !== label || --left !== 0) return undefined
      if (how === 'throw') throw new Error(`SEP_CRASH_AT=${text}`)
      // The test must know that we stopped; after the signal nothing of ours runs.
      if (how === 'stop') logToStderr(`halted at ${text}`)
      process.kill(process.pid, how === 'stop' ? 'SIGSTOP' : 'SIGKILL')
      return how === 'stop' ? undefined : new Promise<never>(() => {})
    },
  })
}
