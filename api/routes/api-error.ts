/** Errors of the interface: a stable code each, with its HTTP status. */

export const API_ERRORS = Object.freeze({
  'bad-request': { status: 400, title: 'the request does not fit the schema' },
  unauthorized: { status: 401, title: 'a token or a session is needed' },
  'bad-token': { status: 401, title: 'the token is not valid' },
  forbidden: { status: 403, title: 'the scope does not allow this' },
  'bad-csrf': { status: 403, title: 'the CSRF header is missing or wrong' },
  'foreign-origin': { status: 403, title: 'requests from another origin are refused' },
  'not-found': { status: 404, title: 'there is nothing here' },
  'unknown-instrument': { status: 404, title: 'the instrument is not in this run' },
  'unknown-account': { status: 404, title: 'the account is not known here' },
  'not-kept': { status: 404, title: 'it is no longer kept' },
  'no-data': { status: 404, title: 'there is no data for it' },
  'no-store': { status: 404, title: 'this process has no store' },
  'method-not-allowed': { status: 405, title: 'the method is not allowed here' },
  refused: { status: 409, title: 'the state does not allow it' },
  'too-large': { status: 413, title: 'the body is too large' },
  'unsupported-media-type': { status: 415, title: 'send application/json' },
  'foreign-host': { status: 421, title: 'the Host header does not name this server' },
  'too-many-requests': { status: 429, title: 'too many requests' },
  internal: { status: 500, title: 'internal error' },
  warming: { status: 503, title: 'the pipeline is warming up' },
  unavailable: { status: 503, title: 'the store or the pipeline is away' },
})
export type ApiErrorCode = keyof typeof API_ERRORS

export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ApiErrorCode
  /** `detail`: one line for the caller; names what, where and the limit. */
  constructor(code: ApiErrorCode, detail: string) {
    super(detail)
    this.code = code
  }
}
