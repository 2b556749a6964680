/** The anchor of a heading, as the usual hosts of Markdown make it, so that links hold in both places. */

/** Repeated headings of one page get `-1`, `-2`: one of these per page. */
export const anchorsOfPage = (): ((heading: string) => string) => {
  const seen = new Map<string, number>()
  return (heading) => {
    const anchor = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-')
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  }
}
