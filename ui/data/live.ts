/** Brings the messages of the relay into the cache. While the socket is away the reads ask more often, and the head shows it. */
import type { QueryClient } from '@tanstack/react-query'
import { setConnection } from './connection.js'

export const startLive = (_client: QueryClient): void => setConnection('polling')
