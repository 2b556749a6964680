/** The status, which every page shows in its head. */
import { useRead } from './use-read.js'

export const useStatus = () => useRead('/api/status', {}, { everyMs: 1000, liveMs: 10_000 })
