import { existsSync } from 'node:fs';
import { runQuietly } from './process.mjs';

/** Programs that the tests drive for real: where they are, and the Debian package that brings them. */
const TOOLS = [
  { name: 'Chromium', paths: ['/usr/bin/chromium', '/usr/bin/chromium-browser'], package: 'chromium' },
];

/**
 * Makes sure the programs are there: through apt on Debian and Ubuntu as root; elsewhere it names what is missing,
 * and the tests that need it skip with the same words.
 */
export async function ensureTestTools() {
  const missing = TOOLS.filter((tool) => !tool.paths.some((path) => existsSync(path)));
  if (missing.length === 0) return;
  const packages = missing.map((tool) => tool.package);
  const canInstall = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
  if (!canInstall) {
    for (const tool of missing) {
      process.stderr.write(
        `${tool.name} is missing: its tests are skipped. Install the package "${tool.package}".\n`,
      );
    }
    return;
  }
  process.stderr.write(`Installing for the tests: ${packages.join(', ')}...\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runQuietly('apt-get', ['update', '-qq'], { env });
  await runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}
