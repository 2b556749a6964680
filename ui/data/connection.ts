/** How news arrive: by the socket, by asking again and again, or not at all. */
import { create } from 'zustand'

export type Connection = 'live' | 'polling' | 'connecting'

const store = create<{ readonly state: Connection }>(() => ({ state: 'connecting' }))

export const setConnection = (state: Connection): void => store.setState({ state })
export const useConnection = (): Connection => store((one) => one.state)
