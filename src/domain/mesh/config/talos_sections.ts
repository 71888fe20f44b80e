/** The same thing said in the two forms of Talos, brought together with the places where it was said. */
import type { ConfigDocuments } from "./decode.ts"
import type { KubeSpanSection } from "./talos_schema.ts"

export interface Place {
  readonly document: number
  readonly path: readonly (string | number)[]
  /** Said in a machine configuration, and not in a document of its own. */
  readonly isLegacy: boolean
}

export interface KubeSpanPlace extends Place {
  readonly options: KubeSpanSection
}

/** The document comes first, as upstream looks it up. */
export const kubespanPlaces = ({ kubespans, machines }: ConfigDocuments): readonly KubeSpanPlace[] => [
  ...kubespans.map(({ document, value: options }) => ({ document, path: [], isLegacy: false, options })),
  ...machines.flatMap(({ document, value }) => {
    const options = value.machine?.network?.kubespan
    return options === undefined
      ? []
      : [{ document, path: ["machine", "network", "kubespan"], isLegacy: true, options }]
  }),
]

export interface IdentityPlace extends Place {
  /** Empty if not said. */
  readonly id: string
  readonly secret: string
}

export const identityPlaces = ({ identities, machines }: ConfigDocuments): readonly IdentityPlace[] => [
  ...identities.map(({ document, value: { clusterID: id = "", clusterSecret: secret = "" } }) => (
    { document, path: [], isLegacy: false, id, secret }
  )),
  ...machines.flatMap(({ document, value: { cluster: { id = "", secret = "" } = {} } }) =>
    id === "" && secret === "" ? [] : [{ document, path: ["cluster"], isLegacy: true, id, secret }]
  ),
]

export interface ServicePlace extends Place {
  readonly name: string
  /** Empty if not said. */
  readonly endpoint: string
}

/** Those that are in use. */
export const servicePlaces = ({ services, machines }: ConfigDocuments): readonly ServicePlace[] => [
  ...services.map(({ document, value: { name = "", endpoint = "" } }) => (
    { document, path: [], isLegacy: false, name, endpoint }
  )),
  ...machines.flatMap(({ document, value }) => {
    const { enabled, registries } = value.cluster?.discovery ?? {}
    if (enabled !== true || registries?.service?.disabled === true) return []
    const endpoint = registries?.service?.endpoint ?? ""
    const path = ["cluster", "discovery", "registries", "service"]
    return [{ document, path, isLegacy: true, name: "legacy", endpoint: endpoint === "" ? PUBLIC_SERVICE : endpoint }]
  }),
]

/** DefaultDiscoveryServiceEndpoint. */
const PUBLIC_SERVICE = "https://discovery.talos.dev/"

/** Only a machine configuration can ask for it (spec/kubespan.md 3.3); where discovery is on, it must be put off. */
export const usesKubernetes = ({ machines }: ConfigDocuments): boolean =>
  machines.some(({ value: { cluster: { discovery } = {} } }) =>
    discovery?.enabled === true && discovery.registries?.kubernetes?.disabled !== true
  )
