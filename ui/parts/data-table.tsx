/** A list as a table that fits its panel: what matters less gives way where there is less room. */
import type { ReactNode } from 'react'
import { type Times, useTimes } from '../format/times.js'
import { ScrollRegion } from './scroll-region.js'
import './data-table.css'

export interface Column<T> {
  readonly name: string
  /** Of the heading, where the name is not enough. */
  readonly title?: string
  /** Figures stand to the right. */
  readonly right?: boolean
  /** Names its row. */
  readonly head?: boolean
  /** Shown where the panel has a middling or a large width; default: always. */
  readonly from?: 'mid' | 'wide' | undefined
  /** Text that may take several lines. */
  readonly wrap?: boolean
  readonly className?: (row: T) => string
  readonly cell: (row: T, times: Times) => ReactNode
}

interface DataTableProps<T> {
  readonly label: string
  readonly columns: readonly Column<T>[]
  readonly rows: readonly T[]
  readonly keyOf: (row: T, n: number) => string
  /** The row that the page is about. */
  readonly isChosen?: (row: T) => boolean
  readonly caption?: ReactNode
  /** `tall` takes most of the window, `full` never scrolls downwards. */
  readonly size?: 'tall' | 'full'
  readonly className?: string
}

export const DataTable = <T,>(props: DataTableProps<T>) => {
  const { label, columns, rows, keyOf, isChosen, caption = label, size = '', className = '' } = props
  const times = useTimes()
  return (
    <ScrollRegion label={label} className={`list ${size}`}>
      <table className={className}>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" title={column.title} className={classOf(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, n) => (
            <tr key={keyOf(row, n)} aria-current={isChosen?.(row) ? 'true' : undefined}>
              {columns.map((column) => {
                const className = classOf(column, row)
                const content = column.cell(row, times)
                return column.head ? (
                  <th key={column.name} scope="row" className={className}>
                    {content}
                  </th>
                ) : (
                  <td key={column.name} className={className}>
                    {content}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}

const classOf = <T,>({ right, from, wrap, className }: Column<T>, row?: T): string | undefined => {
  const names = [right && 'r', from, wrap && 'wrap', row !== undefined && className?.(row)].filter(Boolean)
  return names.length === 0 ? undefined : names.join(' ')
}
