/** The series of an answer to a scrape. */
export interface Series {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export const seriesOf = (text: string): readonly Series[] =>
  text.split('\n').flatMap((line) => {
    const found = /^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/i.exec(line)
    if (!found || line.startsWith('#')) return []
    const labels = [...(found[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value])
    return [{ name: found[1] as string, labels: Object.fromEntries(labels), value: Number(found[3]) }]
  })

/** The one series of a name; undefined: there is none. Throws where there are several. */
export const valueOf = (
  text: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined => {
  const found = seriesOf(text).filter(
    (one) => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  )
  if (found.length > 1) throw new Error(`${found.length} series of ${name}`)
  return found[0]?.value
}
