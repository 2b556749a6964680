/** A recorded slice that does not fit the graph is a fault of the journal, not of the graph. */
import { expect, test } from 'vitest'
import { createFrame } from '../../graph/engine/run/frame.js'
import { sliceLayout } from '../../graph/engine/run/slice-layout.js'
import { putSlice } from '../../streams/put-slice.js'
import { toyGraph, toyWorld } from '../support/toy.js'

test('columns that do not fit are a bad-journal error that names the column', () => {
  const layout = sliceLayout(toyGraph(), ['price'])
  const { frame } = createFrame(toyGraph(), toyWorld(), 1)
  const put = (values: readonly unknown[]) => () => putSlice(layout, frame, 0, values)
  expect(put([Uint8Array.of(1, 1), Float64Array.of(1, 2)])).not.toThrow()
  expect(put([Uint8Array.of(1, 1)])).toThrow(
    expect.objectContaining({ code: 'bad-journal', message: 'slice: 1 columns, the graph has 2' }),
  )
  expect(put([Uint8Array.of(1, 1), Float64Array.of(1)])).toThrow(
    expect.objectContaining({ code: 'bad-journal', message: 'slice: price.c is not 2 values of f64' }),
  )
})
