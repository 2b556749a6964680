/** One sentence where the parts of a pipeline run different graphs; null where they run the same. */
export const hashWarning = (graphHash: string, parts: Readonly<Record<string, string>>): string | null => {
  const others = Object.entries(parts).filter(([, hash]) => hash !== graphHash)
  if (others.length === 0) return null
  const named = others.map(([part, hash]) => `${part} runs ${shortHash(hash)}`)
  return `Parts differ: ${named.join(', ')}; this process shows ${shortHash(graphHash)}. Deploy one graph to all parts.`
}

export const shortHash = (hash: string): string => hash.slice(0, 12)
