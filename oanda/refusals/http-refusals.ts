/** Answers of the broker, or of a proxy in front of it, that are no document of an order. */

export interface HttpRefusal {
  readonly status: number | 'no answer'
  readonly means: string
  readonly does: string
}

const LATER = 'reads are tried again with growing waits, and `/ready` shows `broker` meanwhile'
const UNKNOWN = 'an order is then of unknown outcome: it is looked up in the transactions, never sent again'
/** Another program's answer under the same number, with a page, without a body, or with JSON of its own. */
const FOREIGN =
  "an order is refused by the broker's own JSON alone: after a page or a proxy's JSON its outcome is unknown"
const LIMITED = 'all reads keep the wait that it asks for, and `/ready` shows `broker` after 30 s'
const STANDS =
  'at a start it is final; a running pipeline tries for ten minutes, since maintenance answers so, too, and then ends'

export const HTTP_REFUSALS: readonly HttpRefusal[] = Object.freeze([
  {
    status: 400,
    means: 'a value or a field of the request is not accepted; for an order with `errorCode` one of the reasons below',
    does: `${STANDS}; a refused order is over`,
  },
  {
    status: 401,
    means:
      'the token is not known at this host: mistyped, revoked, or made for the other environment; a live id at the practice host',
    does: `\`sep doctor\` compares token, id and host before it asks; ${STANDS}; ${FOREIGN}`,
  },
  {
    status: 403,
    means:
      'the token may not do this: an account of another login, of MetaTrader, or of a division without this interface',
    does: `${STANDS}; ${FOREIGN}`,
  },
  {
    status: 404,
    means: 'no such account, instrument, trade or order',
    does: `${STANDS}; a close of a trade that is gone is over`,
  },
  {
    status: 405,
    means: 'the interface does not know the method',
    does: 'cannot happen: the contract probe would name it',
  },
  {
    status: 416,
    means: 'the account has no such transactions: it is another account, or was made again',
    does: 'refuses to run (`history-differs`): the runbook has the ways on',
  },
  {
    status: 429,
    means:
      'more than 120 requests a second, 20 streams, or 2 new connections a second from this address, all programs together',
    does: `SEP keeps to 50 a second and 1.8 connections; ${LIMITED}; ${UNKNOWN}. One address, one SEP`,
  },
  { status: 500, means: 'the broker failed', does: `${LATER}; ${UNKNOWN}` },
  { status: 502, means: 'a proxy has no broker behind it', does: `${LATER}; ${UNKNOWN}` },
  { status: 503, means: 'maintenance, mostly at the weekend', does: `${LATER}; ${UNKNOWN}` },
  { status: 504, means: 'a proxy did not wait for the broker', does: `${LATER}; ${UNKNOWN}` },
  {
    status: 'no answer',
    means: 'network, name service or TLS: `ENOTFOUND`, `ECONNREFUSED`, `ECONNRESET`, a time-out',
    does: `before the first byte the order is \`refused unsent\`; after it, ${UNKNOWN.replace('an order is then', 'it is')}`,
  },
])
