/**
 * Loaded before `sep`: breaks each stream of the kernel at its n-th push (BREAK_KERNEL_AT) as named in BREAK_KERNEL.
 * The count is one per stream: the display of a pipeline steps a graph of its own, whose error does not end the process.
 * `throw` = a step throws; `panic` = the error that the binding makes of a panic; `memory` = the process runs out of memory.
 */
const { BREAK_KERNEL: how, BREAK_KERNEL_AT: nth } = process.env
const open = process.dlopen

const breaks = () => {
  if (how === 'throw') throw new TypeError('a step that throws')
  if (how === 'panic') throw Object.assign(new Error('panicked at a step'), { code: 'GenericFailure' })
  for (const kept = []; ; ) kept.push(new Array(1e6).fill(kept.length))
}

process.dlopen = (module, file, ...rest) => {
  open(module, file, ...rest)
  const { SignalStream } = module.exports
  if (!SignalStream) return
  module.exports = {
    ...module.exports,
    SignalStream: function (...given) {
      const stream = new SignalStream(...given)
      let left = Number(nth)
      return {
        push: (...columns) => (--left === 0 ? breaks() : stream.push(...columns)),
        save: () => stream.save(),
      }
    },
  }
}
