/** One thing to do on the way to a network: a line for ip(8), a script for nft(8) or a setting of the kernel's. */

export interface IpStep {
  readonly tool: "ip"
  /** Without one, the sandbox's own. */
  readonly namespace?: string
  /** Without the word `ip`: `link set lo up`. */
  readonly line: string
}

export interface NftStep {
  readonly tool: "nft"
  readonly namespace: string
  readonly script: string
}

export interface SysctlStep {
  readonly tool: "sysctl"
  readonly namespace: string
  /** As sysctl(8) takes it: `net.ipv4.ip_forward`; a dot in a device's name is written as a slash. */
  readonly key: string
  readonly value: string
}

export type Step = IpStep | NftStep | SysctlStep
