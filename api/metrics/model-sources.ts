/** The sources of a process that shows an account: its build, its pipeline, its slices, its relay. */
import type { Model } from '../model/model.js'
import type { RelayCounts } from '../relay/ws/relay-server.js'
import { addPipeline, addStages } from './pipeline-samples.js'
import type { AddSample, SampleSource } from './sample-source.js'

/** Versions of what runs. */
export interface Build {
  readonly sep: string
  readonly node: string
  readonly kernel: string
}

export const modelSources = (model: Model, build: Build, relay: () => RelayCounts): readonly SampleSource[] => [
  {
    source: 'build',
    addTo: async (add) => {
      const parts = Object.values((await model.pipeline.nodeStats()).parts)
      addBuild(add, build, parts[0] ?? '')
    },
  },
  { source: 'pipeline', addTo: (add) => addPipeline(add, model.pipeline) },
  { source: 'stages', addTo: (add) => addStages(add, model.pipeline) },
  {
    source: 'slices',
    addTo: async (add) => {
      // While it catches up there are none, which the phase shows.
      model.frames.addSamples(add)
      const { environment } = await model.pipeline.state()
      add('sep_account_info', 1, { environment, currency: model.frames.account().currency })
    },
  },
  { source: 'relay', addTo: (add) => addRelay(add, relay()) },
]

export const addBuild = (add: AddSample, { sep: version, node, kernel }: Build, graphHash: string): void =>
  add('sep_build_info', 1, { version, node, kernel, graph_hash: graphHash })

const addRelay = (add: AddSample, { clients, published, sent, tooSlow }: RelayCounts): void => {
  add('sep_relay_clients', clients)
  add('sep_relay_published_total', published)
  add('sep_relay_sent_total', sent)
  add('sep_relay_too_slow_total', tooSlow)
}
