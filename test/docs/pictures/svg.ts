/** Marks of an SVG picture. Numbers have one decimal, so that the text of a picture does not depend on the machine. */

export const COLOUR = Object.freeze({
  ink: '#16191d',
  dim: '#56606a',
  line: '#dde1e5',
  up: '#12703a',
  down: '#b42318',
  blue: '#1d4ed8',
  amber: '#8a5a00',
  shade: '#eef2f7',
})

export type Point = readonly [x: number, y: number]

const FONT = 'font-family="system-ui, sans-serif" font-size="13"'

const at = (value: number): string => (Math.round(value * 10) / 10).toString()

export const picture = (title: string, width: number, height: number, marks: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" ${FONT}>`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...marks,
    '</svg>',
    '',
  ].join('\n')

interface TextStyle {
  readonly fill?: string
  readonly anchor?: string
  readonly weight?: number
}

export const text = (
  x: number,
  y: number,
  words: string,
  { fill = COLOUR.ink, anchor = 'start', weight = 400 }: TextStyle = {},
): string =>
  `<text x="${at(x)}" y="${at(y)}" fill="${fill}" text-anchor="${anchor}" font-weight="${weight}">${escape(words)}</text>`

export const box = (x: number, y: number, width: number, height: number, fill: string): string =>
  `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" fill="${fill}"/>`

export const rule = ([x1, y1]: Point, [x2, y2]: Point, stroke: string, dash = ''): string =>
  `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="${stroke}"${dash ? ` stroke-dasharray="${dash}"` : ''}/>`

export const curve = (points: readonly Point[], stroke: string, width = 1.4): string =>
  `<polyline fill="none" stroke="${stroke}" stroke-width="${width}" points="${points.map(([x, y]) => `${at(x)},${at(y)}`).join(' ')}"/>`

export const triangle = (x: number, y: number, side: number, fill: string): string => {
  const tip = y + (side > 0 ? -7 : 7)
  return `<path d="M${at(x - 5)},${at(y)} L${at(x + 5)},${at(y)} L${at(x)},${at(tip)} Z" fill="${fill}"/>`
}

/** From values to places on the picture. */
export const scale =
  (from: number, to: number, start: number, end: number) =>
  (value: number): number =>
    start + ((value - from) / (to - from)) * (end - start)

const escape = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
