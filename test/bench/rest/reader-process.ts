/** `reader-process.js URL PER_SEC`, forked: reads until a message comes, then sends the figures. */
import { steadyReads } from './steady-reads.js'

const [url, perSec] = process.argv.slice(2) as [string, string]
const stop = new AbortController()
process.once('message', () => stop.abort())
process.send?.(await steadyReads(url, Number(perSec), () => !stop.signal.aborted))
process.disconnect()
