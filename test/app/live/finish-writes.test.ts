/** A stopped run and the write it meets on its way. */
import { expect, test } from 'vitest'
import { finishWrites } from '../../../app/live/finish-writes.js'
import type { Frame } from '../../../graph/engine/run/frame.js'

const frame = {} as Frame

test('the end waits for the write in flight, then closes the sink', async () => {
  const steps: string[] = []
  let done: () => void = () => {}
  const sink = finishWrites({
    write: async () => {
      await new Promise<void>((resolve) => {
        done = resolve
      })
      steps.push('written')
    },
    close: () => void steps.push('closed'),
  })
  void sink.write(frame)
  const closing = sink.close?.()
  steps.push('stopped')
  done()
  await closing
  expect(steps).toEqual(['stopped', 'written', 'closed'])
})

test('a failed write rejects where it was made, and does not keep the sink open', async () => {
  let isClosed = false
  const sink = finishWrites({
    write: () => Promise.reject(new Error('planted')),
    close: () => {
      isClosed = true
    },
  })
  await expect(sink.write(frame)).rejects.toThrow('planted')
  await sink.close?.()
  expect(isClosed).toBe(true)
})
