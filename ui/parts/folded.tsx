/** A list of which the first few are shown, and the rest by a button. */
import { type ReactNode, useState } from 'react'
import { whole } from '../format/figures.js'

interface FoldedProps {
  readonly what: string
  readonly most: number
  readonly className?: string
  readonly children: readonly ReactNode[]
}

export const Folded = ({ what, most, className = '', children }: FoldedProps) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <ul className={className}>{isOpen ? children : children.slice(0, most)}</ul>
      {children.length > most && (
        <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? `The first ${whole(most)} only` : `All ${whole(children.length)} ${what}`}
        </button>
      )}
    </>
  )
}
