/** `SEP_CRASH_AT=label:n`: the process kills itself when it reaches the label for the n-th time. For crash tests; refused where money is real. */
import { SepError } from '../graph/errors.js'
import { CRASH_LABELS, type CrashLabel, type CrashPoints, noCrash } from '../sinks/broker/crash-points.js'

export const crashAt = (text: string | undefined, environment: string): CrashPoints => {
  if (!text) return noCrash
  if (environment === 'live') throw new SepError('bad-config', 'SEP_CRASH_AT is refused with --env live')
  const [label, times = '1'] = text.split(':')
  if (!CRASH_LABELS.includes(label as CrashLabel) || !/^[1-9]\d{0,6}$/.test(times)) {
    throw new SepError('bad-config', `SEP_CRASH_AT=${text}: write label:n, label one of ${CRASH_LABELS.join(' ')}`)
  }
  let left = Number(times)
  return Object.freeze({
    at: (reached: CrashLabel) => {
      if (reached !== label || --left > 0) return undefined
      process.kill(process.pid, 'SIGKILL')
      return new Promise<never>(() => {})
    },
  })
}
