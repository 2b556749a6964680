/** What is wrong with an answer of the interface, by the list of routes. */
import type { z } from 'zod'
import type { Authority } from '../../../api/auth/authority.js'
import { problemSchema } from '../../../api/contract/common.js'
import { healthSchema, readySchema } from '../../../api/contract/status.js'
import { openApiDocument } from '../../../api/openapi/document.js'
import { API_ERRORS, type ApiErrorCode } from '../../../api/routes/api-error.js'
import { ROUTES } from '../../../api/routes/index.js'
import { allRoutes } from '../../../api/server/api-server.js'
import type { GivenAnswer } from './given-answer.js'

const routes = allRoutes(ROUTES, {} as Authority).map((route) => ({
  ...route,
  fits: new RegExp(`^${route.path.replace(/\{\w+\}/g, '[^/]+')}$`),
}))
const PROBES: Readonly<Record<string, z.ZodType>> = { '/health': healthSchema, '/ready': readySchema }

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, unknown>> }>>
}
const document = openApiDocument(allRoutes(ROUTES, {} as Authority), { version: '', account: 'a', openReads: true })
const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>

/** Null: nothing, or it is no answer that a list declares. */
export const answerFault = ({ method, path, status, contentType, text }: GivenAnswer): string | null => {
  const route = routes.find((one) => one.method === method.toLowerCase() && one.fits.test(path))
  const probe = method === 'GET' ? PROBES[path] : undefined
  const type = contentType.split(';')[0] as string
  const body = JSON.parse(text) as unknown
  const schema = probe ?? (status === 200 ? route?.response : problemSchema)
  const issue = schema?.safeParse(body).error?.issues[0]
  const declared = route && paths[route.path]![route.method]!.responses[status]?.content
  const faults = [
    ...(issue ? [`${issue.path.join('.') || 'the body'}: ${issue.message}`] : []),
    ...(declared && !(type in declared) ? [`content type ${type} is not declared`] : []),
    ...(route && !declared ? [`status ${status} is not declared`] : []),
    ...(status === 200 || probe ? [] : ofProblem(status, type, body as ProblemBody)),
  ]
  return faults.length === 0 ? null : `${method} ${path}, ${status}: ${faults.join('; ')}: ${text.slice(0, 300)}`
}

type ProblemBody = z.output<typeof problemSchema>

const ofProblem = (status: number, type: string, { status: own, code }: ProblemBody): readonly string[] => [
  ...(type === 'application/problem+json' ? [] : [`an error as ${type}`]),
  ...(own === status && API_ERRORS[code as ApiErrorCode]?.status === status ? [] : [`code ${code} with ${own}`]),
]
