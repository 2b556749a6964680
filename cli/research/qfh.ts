/** `sep qfh`: the metrics of bit strings, one JSON line each. */
import type { Command } from 'commander'
import { SepError } from '../../model/error-codes.js'
import { analyze } from '../../native-rs/index.js'
import { eachLine, textOf } from '../../sources/files/each-line.js'
import { readChunks } from '../../sources/files/read-chunks.js'
import { printSlowly } from '../../lib/terminal/stdout.js'

/** The bits of two years of minutes. */
const LINE_BYTES_MAX = 1 << 20

export const addQfh = (program: Command): void => {
  program
    .command('qfh')
    .description('computes the QFH metrics of bit strings: one JSON line per input line {"bits":"0101..."}')
    .requiredOption('--bits <file>', 'NDJSON, also .gz; - is standard input')
    .option('--json', 'no effect: the output is JSON lines', false)
    .action(async ({ bits }: { readonly bits: string }) => {
      const file = bits === '-' ? 'stdin' : bits
      await writeLines(bits === '-' ? process.stdin : readChunks(bits), file)
    })
}

/** The lines before a bad one are written before its error is thrown. */
const writeLines = async (chunks: AsyncIterable<Uint8Array>, file: string): Promise<void> => {
  let text = ''
  const flush = async (): Promise<void> => {
    const ready = text
    text = ''
    if (ready !== '') await printSlowly(ready)
  }
  // The output of one chunk is written before the next chunk is read, so that a slow reader holds back the input.
  const flushed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      yield chunk
      await flush()
    }
  }
  try {
    await eachLine(
      flushed(),
      (bytes, from, to, line) => {
        const input = textOf(bytes, from, to)
        if (input.trim() !== '') text += `${JSON.stringify(metricsOf(input, `${file}:${line}`))}\n`
      },
      file,
      LINE_BYTES_MAX,
    )
  } finally {
    await flush()
  }
}

/** Names and order of the fields as in the golden vectors; `kind` is copied if the line has one. */
const metricsOf = (input: string, place: string) => {
  const { kind, bits } = parse(input, place)
  const a = analyze(bitsOf(bits, place))
  return {
    ...(kind !== undefined && { kind }),
    n: bits.length,
    bits,
    events: a.events,
    null_count: a.nullCount,
    flip_count: a.flipCount,
    rupture_count: a.ruptureCount,
    runs: a.runs,
    coherence: a.coherence,
    stability: a.stability,
    entropy: a.entropy,
    rupture: a.rupture,
    flip_ratio: a.flipRatio,
    null_ratio: a.nullRatio,
    collapse: a.collapse,
    trajectory_applied: a.trajectoryApplied,
    lambda: a.lambda,
    v: a.v,
    path_similarity: a.pathSimilarity,
    path_confidence: a.pathConfidence,
    converged: a.converged,
  }
}

const parse = (input: string, place: string): { readonly kind?: unknown; readonly bits: string } => {
  let value: unknown
  try {
    value = JSON.parse(input)
  } catch {
    throw new SepError('bad-bits', `${place}: not JSON: ${input.slice(0, 60)}`)
  }
  if (typeof value !== 'object' || value === null || !('bits' in value) || typeof value.bits !== 'string')
    throw new SepError('bad-bits', `${place}: an object with a string "bits" is needed: ${input.slice(0, 60)}`)
  if (value.bits === '') throw new SepError('bad-bits', `${place}: bits are empty`)
  return value as { readonly kind?: unknown; readonly bits: string }
}

const ZERO = 48
const bitsOf = (text: string, place: string): Uint8Array => {
  const bits = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const bit = text.charCodeAt(i) - ZERO
    if (bit !== 0 && bit !== 1) throw new SepError('bad-bits', `${place}: bit ${i} is "${text[i]}", not 0 or 1`)
    bits[i] = bit
  }
  return bits
}
