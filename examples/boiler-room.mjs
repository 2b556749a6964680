/**
 * A graph that has nothing to do with trading: temperature sensors in, alarms out. `node examples/boiler-room.mjs` runs it over a
 * made-up hour.
 * Rows are sensors, a slice is a minute; a sensor that is silent sends NaN.
 */
import { fileURLToPath } from 'node:url'
import { compile, decodeState, defineGraph, encodeState, f64, operator, run, u8 } from 'sep/graph'
import { z } from 'zod'

export const config = z.strictObject({
  alpha: z
    .number()
    .gt(0)
    .max(1)
    .default(0.25)
    .meta({ description: 'weight of a new reading in the smoothed temperature' }),
  onCelsius: z.number().default(90).meta({ description: 'an alarm begins above it' }),
  offCelsius: z.number().default(80).meta({ description: 'and ends below it' }),
  silentMinutes: z
    .int()
    .min(1)
    .default(3)
    .meta({ description: 'a sensor is lost after so many minutes without a reading' }),
})

/** Exponential mean by sensor; NaN before the first reading, held while the sensor is silent. */
export const smooth = operator({
  kind: 'smooth@1',
  doc: 'Smoothed temperature, and the minutes since the last reading.',
  in: { sensor: { celsius: f64.row } },
  out: { celsius: f64.row, silent: f64.row },
  config: config.pick({ alpha: true }),
  init: ({ alpha }, world, saved) => {
    const count = world.rows.length
    const fresh = { celsius: new Float64Array(count).fill(Number.NaN), silent: new Float64Array(count) }
    return { alpha, count, memory: saved ? decodeState(saved) : fresh }
  },
  save: ({ memory }) => encodeState(memory),
  step: ({ alpha, count, memory }, _time, { sensor }, output, from, to) => {
    for (let i = from * count; i < to * count; i++) {
      const k = i % count
      const given = sensor.celsius[i]
      const held = memory.celsius[k]
      memory.silent[k] = Number.isNaN(given) ? memory.silent[k] + 1 : 0
      if (!Number.isNaN(given)) memory.celsius[k] = Number.isNaN(held) ? given : held + alpha * (given - held)
      output.celsius[i] = memory.celsius[k]
      output.silent[i] = memory.silent[k]
    }
  },
})

/** Alarm states of a sensor. */
export const ALARM = Object.freeze({ none: 0, hot: 1, lost: 2 })

/** On and off at different temperatures, so that an alarm does not flicker. Each change of a sensor's state is an event. */
export const alarm = operator({
  kind: 'alarm@1',
  doc: 'Alarm state by sensor, and its changes as events.',
  in: { room: { celsius: f64.row, silent: f64.row } },
  out: { state: u8.row, changeSensor: u8.event, changeState: u8.event },
  config: config.omit({ alpha: true }),
  init: (settings, world, saved) => ({
    settings,
    count: world.rows.length,
    state: saved ? decodeState(saved) : new Uint8Array(world.rows.length),
  }),
  save: ({ state }) => encodeState(state),
  step: ({ settings, count, state }, _time, { room }, output, from, to) => {
    for (let s = from; s < to; s++) {
      let events = output.at[s]
      output.reserve(events + count)
      for (let k = 0; k < count; k++) {
        const i = s * count + k
        const next = nextState(settings, state[k], room.celsius[i], room.silent[i])
        if (next !== state[k]) {
          output.changeSensor[events] = k
          output.changeState[events++] = next
        }
        state[k] = next
        output.state[i] = next
      }
      output.at[s + 1] = events
    }
  },
})

const nextState = ({ onCelsius, offCelsius, silentMinutes }, now, celsius, silent) => {
  if (silent >= silentMinutes) return ALARM.lost
  if (celsius > onCelsius) return ALARM.hot
  return now === ALARM.hot && celsius >= offCelsius ? ALARM.hot : ALARM.none
}

export const graph = (settings = {}) => {
  const { alpha, ...limits } = config.parse(settings)
  return defineGraph('boiler-room', (g) => {
    const sensor = g.source('sensor', { celsius: f64.row })
    const room = g.node('smooth', smooth, { alpha }, { sensor })
    g.sink('alarm', g.node('alarm', alarm, limits, { room }))
  })
}

/** Runs the graph over readings, one list per minute; `onChange` gets every change of an alarm. */
export const watch = async (names, readings, onChange, settings) => {
  const compiled = compile(graph(settings), { rows: names.map((name) => ({ name })) }, { capacity: 1 })
  const minutes = function* () {
    const { frame } = compiled
    for (const [minute, celsius] of readings.entries()) {
      frame.slices = 1
      frame.time.tsMs[0] = frame.time.asOfMs[0] = minute * 60_000
      frame.columns.sensor.celsius.set(celsius)
      yield frame
    }
  }
  const write = ({ time, columns: { alarm: changes } }) => {
    for (let e = 0; e < changes.at[1]; e++) {
      onChange({ minute: time.tsMs[0] / 60_000, sensor: names[changes.changeSensor[e]], state: changes.changeState[e] })
    }
  }
  await run(compiled, minutes, [{ write }])
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const hour = Array.from({ length: 60 }, (_, m) => [70 + 30 * Math.sin(m / 9), m > 40 && m < 46 ? Number.NaN : 60])
  const names = Object.keys(ALARM)
  await watch(['boiler', 'pipe'], hour, ({ minute, sensor, state }) => console.log(minute, sensor, names[state]))
}
