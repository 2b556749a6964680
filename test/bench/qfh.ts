/** QFH windows per second on one core: random bits, stride 1, the graph's own arithmetic. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { createQfhStream, KERNEL_VERSION, windows } from '../../native-rs/index.js'
import { medianCpuSec, medianWallSec, timed } from './measure.js'

const WINDOWS = 1_000_000

export interface QfhBench {
  readonly name: 'qfh'
  readonly windowsPerSec: number
  readonly windowsPerCpuSec: number
  /** The same through the stream: 8 instruments, frames of 1,024 rows. */
  readonly streamRowsPerCpuSec: number
  readonly windows: number
  readonly kernel: string
}

export const benchQfh = (): QfhBench => {
  const generator = xoroshiro128plus(20260901)
  const bits = Uint8Array.from({ length: WINDOWS + 127 }, () => uniformInt(generator, 0, 1))
  const batch = timed(5, () => void windows(bits))
  const rows = Math.floor(bits.length / 1024) * 1024
  const columns = Array.from({ length: 6 }, () => new Float64Array(rows))
  const collapsed = new Uint8Array(rows)
  const stream = createQfhStream(8)
  const [a, b, c, d, e, f] = columns as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const streamed = timed(5, () => {
    for (let from = 0; from < rows; from += 1024) stream.push(bits, from, from + 1024, a, b, c, d, e, f, collapsed)
  })
  return {
    name: 'qfh',
    windowsPerSec: Math.round(WINDOWS / medianWallSec(batch)),
    windowsPerCpuSec: Math.round(WINDOWS / medianCpuSec(batch)),
    streamRowsPerCpuSec: Math.round(rows / medianCpuSec(streamed)),
    windows: WINDOWS,
    kernel: KERNEL_VERSION,
  }
}
