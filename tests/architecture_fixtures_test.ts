/** Proves each house rule: small repositories that break it, and some that come close and do not. */
import "./architecture/arrows_fixtures.ts"
import "./architecture/determinism_fixtures.ts"
import "./architecture/gates_fixtures.ts"
import "./architecture/generated_fixtures.ts"
import "./architecture/import_fixtures.ts"
import "./architecture/orphans_fixtures.ts"
import "./architecture/project_fixtures.ts"
import "./architecture/sizes_fixtures.ts"
