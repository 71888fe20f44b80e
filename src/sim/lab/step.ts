/** What has to be done on a Linux machine so that a scenario's network is there: one list, in order. */
export type Step =
  /** A line of `ip -batch`, in a namespace or where the lab itself is. */
  | { readonly tool: "ip"; readonly namespace?: string; readonly line: string }
  /** A script for `nft -f`. */
  | { readonly tool: "nft"; readonly namespace: string; readonly script: string }
  | { readonly tool: "sysctl"; readonly namespace: string; readonly key: string; readonly value: string }
