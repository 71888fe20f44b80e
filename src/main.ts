/** The program: what takes as long to load as the command line begins beside it. */
import { foresee } from "./commands/foresee.ts"

foresee(process.argv.slice(2))
await import("./commands/command_line.ts")
