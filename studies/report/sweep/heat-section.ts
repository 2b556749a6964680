/** Heat maps of a sweep's parameters. */
import type { Block, Cell, ReportSection, TableBlock } from '../document/report-document.js'
import type { HeatMap } from './heat-map.js'

export const heatSection = (maps: readonly HeatMap[]): ReportSection => ({
  id: 'heat',
  heading: 'Parameters',
  blocks:
    maps.length === 0
      ? [{ kind: 'text', tone: 'dim', text: 'Fewer than two parameters vary: no map can be shown.' }]
      : maps.flatMap((map): Block[] => [
          { kind: 'heading', text: `${map.y.name} x ${map.x.name}` },
          { kind: 'text', text: map.sentence },
          heatTable(map),
        ]),
})

const heatTable = ({ x, y, cells, plateau }: HeatMap): TableBlock => {
  const known = cells.flat().flatMap(({ value }) => (value === null ? [] : [Math.abs(value)]))
  const most = Math.max(...known, Number.MIN_VALUE)
  return {
    kind: 'table',
    name: `${y.name} by ${x.name}`,
    columns: [
      {
        name: `${y.name} \\ ${x.name}`,
        about: 'Net bps a trade over all trades of the cell; framed: the plateau around the best cell.',
      },
      ...x.labels.map((name) => ({ name })),
    ],
    rows: y.labels.map((label, r) => [
      label,
      ...(cells[r] ?? []).map(({ value, trades, configurations }, c): Cell => {
        if (value === null) return ''
        return {
          text: value.toFixed(2),
          shade: Math.sign(value) * Math.ceil((Math.abs(value) / most) * 5),
          mark: plateau.some(([pr, pc]) => pr === r && pc === c),
          about: `${trades} trades of ${configurations} configurations`,
        }
      }),
    ]),
    empty: 'No cell.',
  }
}
