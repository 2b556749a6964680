/** One POST of a channel's service. */
export interface WebRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const jsonRequest = (
  url: string,
  document: unknown,
  headers: Readonly<Record<string, string>> = {},
): WebRequest => ({
  url,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(document),
})
