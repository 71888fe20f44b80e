/** `deno task bench`: every hot path, as ratios to a baseline of the same run. `--quick` leaves out whole universes. */
import { benchHandshakes } from "./handshakes.ts"
import { benchMesh } from "./mesh.ts"
import { benchSteps } from "./steps.ts"
import { benchStructures } from "./structures.ts"
import { benchWorlds } from "./worlds.ts"

benchStructures()
benchSteps()
benchMesh()
benchHandshakes()
if (!process.argv.includes("--quick")) benchWorlds()
