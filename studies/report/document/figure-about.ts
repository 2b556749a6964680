/** The definition of a figure as one text: what it is, how it was scaled to a year, and how many values stand behind it. */
import type { Figure } from './report-document.js'

export const aboutFigure = ({ definition, annualisation, n }: Figure): string =>
  `${definition} ${capital(annualisation)}. n: ${n}.`

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
