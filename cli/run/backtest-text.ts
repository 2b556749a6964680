/** The summary of a backtest on a terminal: what a trader must know first, then the result, then the counts and hashes. */
import pc from 'picocolors'
import type { RunSummary } from '../../app/backtest/run-recorder.js'
import { hasPlaces, hasSepNodes } from '../../app/config/graph-parts.js'
import type { Graph } from '../../graph/engine/define/define.js'
import { isoMinute } from '../../lib/iso-time.js'
import { printableLine } from '../../lib/terminal/printable.js'
import type { World } from '../../model/world.js'
import { resultRows } from '../../studies/report/result-rows.js'

export const backtestText = (
  summary: RunSummary,
  graph: Graph<World>,
  home: string,
  out: string | undefined,
): string => {
  const span = `${isoMinute(summary.fromMs)} to ${isoMinute(summary.toMs)}`
  const warmup = summary.warmup ? `, warm-up from ${isoMinute(summary.warmup.fromMs)}` : ''
  const places = hasPlaces(graph) ? ` (${summary.filledTrades} in filled places, ${summary.gatedTrades} gated)` : ''
  const trades = `${summary.trades} trades closed, ${summary.openTrades} open${places}`
  const shadow = hasSepNodes(graph, 'shadow') ? `${summary.shadowTrades} shadow trades, ` : ''
  const [first, ...more] = summary.statements.map((text) => pc.yellow(printableLine(text)))
  return [
    // The first statement is about both columns of the result, or the most important of all.
    ...(first === undefined ? [] : [first]),
    ...resultText(summary, home),
    ...more,
    `${printableLine(summary.graph)}: ${summary.candles} candles of ${summary.instruments.join(', ')}, ${span} UTC${warmup}`,
    `${trades}, ${shadow}${summary.orders} orders`,
    `outputHash ${summary.outputHash}`,
    ...(summary.allHash ? [`allHash    ${summary.allHash}`] : []),
    `graphHash  ${summary.graphHash}`,
    `dataHash   ${summary.dataHash}`,
    ...(out === undefined ? [] : [`written to ${out}`]),
    '',
  ].join('\n')
}

/** The result as columns of text; losses are red, gains green. */
const resultText = (summary: RunSummary, home: string): string[] => {
  const { columns, rows } = resultRows(summary, home)
  const all = [['', ...columns], ...rows]
  const widths = [0, ...columns].map((_, c) => Math.max(...all.map((row) => (row[c] ?? '').length)))
  const colour = (row: readonly string[], c: number, text: string) =>
    c === 0 || !/costs/.test(row[0] ?? '') ? text : row[c]?.startsWith('-') ? pc.red(text) : pc.green(text)
  return all.map((row) =>
    row
      .map((cell, c) => colour(row, c, c === 0 ? cell.padEnd(widths[c] ?? 0) : cell.padStart((widths[c] ?? 0) + 2)))
      .join(''),
  )
}
