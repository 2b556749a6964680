/** Composition root of `sep live`: the broker's candles in, the same graph, the broker in its slot, journal and orders out. */
import { randomBytes } from 'node:crypto'
import { systemClock } from '../lib/clock.js'
import { noCrash } from '../lib/crash-points.js'
import { listen } from '../lib/listen.js'
import { SepError } from '../model/error-codes.js'
import { createOandaClient, REFUSAL_PATIENCE_MS } from '../oanda/client/client.js'
import { liveApp } from '../api/live-app.js'
import { processName } from '../app/connect/process-name.js'
import { readiness, skewReason } from '../app/live/monitoring/readiness.js'
import { runLive } from '../app/live/run.js'
import { alarmLog } from '../sinks/alarms/alarm-log.js'
import type { LiveInputs, LiveSession } from '../app/live/session.js'

/** Jitter only: nothing of it enters the graph. */
const random = (): number => randomBytes(4).readUInt32LE() / 2 ** 32

/** Runs until the signal aborts. What forbids trading is shown on `/ready`. */
export const live = async (inputs: LiveInputs): Promise<void> => {
  const { target, token, speed, crash, log, clock = systemClock } = inputs
  const ready = readiness(log, clock)
  const alarms = alarmLog(clock, log)
  const client = createOandaClient({
    target,
    token,
    clock,
    speed,
    random,
    patienceMs: REFUSAL_PATIENCE_MS,
    report: (event) => {
      if (event.kind !== 'retry') log(`broker: ${event.kind}: ${event.text}`)
    },
    // With an observer the request leaves in pieces; without crash points it needs none.
    onStage: crash === noCrash ? undefined : (stage) => crash.at(stage),
  })
  let session: LiveSession | null = null
  void alarms.run(inputs.signal)
  const server = await listen(
    liveApp({
      // Nothing may be overlooked for a moment: what can be read at once is read at each request.
      reasons: () => {
        ready.set('clock_skew', skewReason(client.clock))
        ready.set('broker', client.refusal())
        session?.look?.()
        return ready.reasons()
      },
      phase: ready.phase,
      status: () => session?.status() ?? { state: 'standby' },
      stats: () => session?.stats() ?? [],
      explain: (instrument, tsMs) => {
        if (session) return session.explain(instrument, tsMs)
        throw new SepError('missing-data', 'there is no slice yet: the pipeline does not hold the account')
      },
    }),
    { port: inputs.port, host: inputs.host },
  )
  inputs.onListening?.(server.url)
  try {
    await runLive({ ...inputs, client, owner: processName(), ready, alarms, random }, (now) => {
      session = now
    })
  } finally {
    client.close()
    await server.close()
  }
}
