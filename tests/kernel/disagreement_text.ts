/** A script of which kernel and model see different things, for people: the network, what was sent, and what each saw. */
import { stringify } from "yaml"
import { formatEndpoint } from "../../src/domain/net/endpoint.ts"
import { isAnswer, type Probe } from "../../src/sim/lab/probe.ts"
import type { Comparison } from "./agreement.ts"
import type { Script } from "./script.ts"

export function disagreementText({ file, schedule }: Script, { kernel, model, reasons }: Comparison): string {
  const { internet, routers, nodes } = file
  const network = stringify({ ...(internet && { internet }), routers, nodes }, { lineWidth: 120 })
  const sent = schedule.probes.map((probe, i) => ({ at: probe.at, lines: [probeText(probe, i), ...saw(i)] }))
  const flushed = schedule.flushes.map(({ at, router }) => ({ at, lines: [`${time(at)} ${router} forgets all`] }))
  const lines = [...sent, ...flushed].sort((a, b) => a.at - b.at).flatMap(({ lines }) => lines)
  return [network, ...lines].join("\n")

  function saw(i: number): readonly string[] {
    if (kernel[i] === model[i]) return [`            both:   ${kernel[i]}`]
    const why = reasons[i] === "" ? "" : ` (${reasons[i]})`
    return [`            kernel: ${kernel[i]}`, `            model:  ${model[i]}${why}`]
  }
}

const probeText = ({ at, from, port, to, ttl }: Probe, number: number): string =>
  `${time(at)} #${number} ${from}:${port} > ${
    isAnswer(to) ? `sender of #${to.answering}` : formatEndpoint(to)
  } ttl ${ttl}`

const time = (at: number): string => `${(at / 1_000_000).toFixed(3).padStart(8)} s`
