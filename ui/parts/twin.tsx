/** What is made only once it is opened: the table behind a chart, which would be drawn again with each candle. */
import { type ReactNode, useState } from 'react'

interface TwinProps {
  readonly summary: ReactNode
  readonly children: () => ReactNode
}

export const Twin = ({ summary, children }: TwinProps) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen && children()}
    </details>
  )
}
