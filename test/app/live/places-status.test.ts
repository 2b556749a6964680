import { expect, test } from 'vitest'
import { placesMonitor } from '../../../app/live/monitoring/places-status.js'
import { slice, START_MS } from '../../support/alarm-slices.js'

test('places of the newest slice, and slices that held their weights since the start', () => {
  const monitor = placesMonitor()
  expect(monitor.status()).toEqual({ earned: 0, filled: 0, slices: 0, held: 0, fallback: 0 })
  const write = (n: number, weight: readonly number[], filled: readonly number[], held: number, fallback: number) =>
    monitor.write(slice({ allocate: { weight, filled, held: [held], fallback: [fallback] } }, START_MS + n * 60_000))
  void write(0, [0.5, 0.5], [1, 1], 0, 1)
  void write(1, [0.5, 0.5], [0, 1], 0, 0)
  void write(2, [0.5, 0.5], [0, 1], 1, 0)
  expect(monitor.status()).toEqual({ earned: 1, filled: 1, slices: 3, held: 1, fallback: 1 })
  void write(3, [0, 0], [0, 0], 1, 0)
  expect(monitor.status()).toEqual({ earned: 0, filled: 0, slices: 4, held: 2, fallback: 1 })
})
