/** What the data plane calls; src/adapters/dataplane/packets.ts is its typed face. */
export { open, seal } from "./aead"
export { checksum } from "./checksum"
export { poly1305OfBlocks } from "./poly1305"
export { segment } from "./segment"
export { mergeAdd, mergeFlush, mergeReset } from "./merge"
