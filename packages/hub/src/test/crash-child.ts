import { createSqliteArchive } from '../archive/sqlite-archive.ts';
import { registration } from './contract-world.ts';
import { crashLines, crashPath, FILES, LINES_PER_BATCH } from './crash-world.ts';
import { batchOf, send } from './transcript-file.ts';

// Runs as a process of its own, to be killed: sends what the archive does not have yet, like an agent after a restart.
const archive = await createSqliteArchive({ dataDir: process.argv[2] ?? '' });
const { id: host } = await archive.registerHost(registration('mars'));
const committed = new Map<string, number>();
for await (const page of archive.manifest(host)) {
  for (const file of page.files) committed.set(file.path, file.committed);
}
process.stdout.write('open\n');

await Promise.all(
  Array.from({ length: FILES }, async (_, index) => {
    const path = crashPath(index);
    const lines = crashLines(index);
    let [start, next] = [0, 0];
    while (next < lines.length && start < (committed.get(path) ?? 0)) start += lines[next++]?.length ?? 0;
    for (; next < lines.length; next += LINES_PER_BATCH) {
      const bytes = Buffer.concat(lines.slice(next, next + LINES_PER_BATCH));
      const ack = await send(archive, host, batchOf(bytes, { path, start }));
      start += bytes.length;
      process.stdout.write(`${ack.outcome} ${ack.committed === start}\n`);
    }
  }),
);
await archive.close();
process.stdout.write('done\n');
