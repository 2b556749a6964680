/** Composition root of `sep live`: the broker's candles in, the same graph, the broker in its slot, journal and orders out. */
import { randomBytes } from 'node:crypto'
import { systemClock } from '../lib/clock.js'
import { noCrash } from '../lib/crash-points.js'
import { listen } from '../lib/listen.js'
import { taskGroup } from '../lib/task-group.js'
import { createOandaClient, REFUSAL_PATIENCE_MS } from '../oanda/client/client.js'
import { liveApp } from '../api/live-app.js'
import { processName } from '../app/connect/process-name.js'
import { onceAMinute } from '../app/live/events/once-a-minute.js'
import { watchedClient } from '../app/live/monitoring/health.js'
import { processMonitor } from '../app/live/monitoring/process-monitor.js'
import { processWatch } from '../app/live/status/process-facts.js'
import { liveSurface } from '../app/surface/live-surface.js'
import { notifyCounts } from '../app/metrics/notify-counts.js'
import { tradingCounts } from '../app/metrics/trading-counts.js'
import { liveNotifications } from '../app/notify/live-notifications.js'
import { runLive } from '../app/live/run.js'
import type { LiveInputs } from '../app/live/session.js'

/** Jitter only: nothing of it enters the graph. */
const random = (): number => randomBytes(4).readUInt32LE() / 2 ** 32

/** Runs until the signal aborts. What forbids trading is shown on `/ready`. */
export const live = async (inputs: LiveInputs): Promise<void> => {
  const { target, token, speed, crash, port, host, clock = systemClock } = inputs
  const [counted, notified] = [tradingCounts(inputs.onEvent), notifyCounts(clock)]
  const watch = processWatch({ environment: target.environment, speed }, inputs.log, clock)
  const monitor = processMonitor({ ...inputs, onEvent: counted.onEvent, log: watch.log }, clock)
  // What is tried again many times a second must not bury the rest.
  const log = onceAMinute(watch.log, clock)
  const client = createOandaClient({
    target,
    token,
    clock,
    speed,
    random,
    patienceMs: REFUSAL_PATIENCE_MS,
    report: (event) => {
      counted.fault(event.kind)
      if (monitor.health.broker.heard(event)) return
      const line = `broker: ${event.kind}: ${event.text}`
      return event.kind === 'unknown-outcome' ? watch.log(line, 'warn') : log(line, 'warn', event.kind)
    },
    // With an observer the request leaves in pieces; without crash points it needs none.
    onStage: crash === noCrash ? undefined : (stage) => crash.at(stage),
  })
  const owner = processName()
  const about = { owner, monitor, process: watch.facts, clock, log: watch.log }
  const samples = [counted.source, notified.source]
  const surface = inputs.part ? null : await liveSurface({ ...inputs, ...about, samples })
  const server = surface ?? (await listen(liveApp({ ...monitor.ports, samples }), { port, host }))
  inputs.onListening?.(server.url)
  const watched = watchedClient(client, monitor.health.broker)
  const notifications = liveNotifications({ ...inputs, ...monitor, ...about, client, counts: notified.of })
  // A monitor that fails ends the run: nothing may look ready because nobody looks.
  const tasks = taskGroup(inputs.signal)
  tasks.add((signal) => monitor.run(watched, signal))
  if (surface) tasks.add(surface.run)
  try {
    const { ready, alarms, health } = monitor
    const shown = () => ({ ...monitor.shown(), process: watch.facts() })
    const around = { client: watched, owner, ready, alarms, health, random, shown }
    const observers = [...(surface ? [surface.observers] : []), notifications.observers]
    await runLive(
      {
        ...{ ...inputs, onEvent: counted.onEvent, log, signal: tasks.signal, ...around },
        observers: (compiled) => observers.flatMap((of) => of(compiled)),
      },
      monitor.onSession,
    )
  } finally {
    await notifications.end()
    await tasks.end()
    watch.end()
    client.close()
    await server.close()
  }
  tasks.check()
}
