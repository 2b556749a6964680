/** Why a stream may end before an entry that its writer knows is in it: part of an error's text. */
export const LOST_ENTRIES = 'it has lost entries (a torn file, FLUSHALL, or a server that evicts keys)'
