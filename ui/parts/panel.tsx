/** A panel with its designed states: waiting, refused, lost, empty, and what it is for. */
import { type ReactNode, useId } from 'react'

interface PanelProps {
  readonly title: ReactNode
  /** Buttons and the like, to the right of the title. */
  readonly actions?: ReactNode
  readonly id?: string
  readonly className?: string
  readonly children: ReactNode
}

export const Panel = ({ title, actions, id, className = '', children }: PanelProps) => {
  const heading = useId()
  return (
    <section className={`panel ${className}`} id={id} aria-labelledby={heading}>
      <header>
        <h2 id={heading} tabIndex={-1}>
          {title}
        </h2>
        {actions}
      </header>
      {children}
    </section>
  )
}
