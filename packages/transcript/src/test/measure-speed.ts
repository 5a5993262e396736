import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSessionProjection, parseLine, splitLines } from '../index.ts';

// Megabytes per second of each stage over a folder of transcripts: `npm run measure -w @orrery/transcript -- FOLDER`.
const folder = process.argv[2];
if (folder === undefined) throw new Error('Name a folder with transcripts.');

const files = readdirSync(folder, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
  .map((entry) => new Uint8Array(readFileSync(join(entry.parentPath, entry.name))));
const megabytes = files.reduce((sum, bytes) => sum + bytes.length, 0) / 1e6;

const stages: [string, (bytes: Uint8Array) => void][] = [
  ['split', (bytes) => splitLines(bytes, 0)],
  ['split, parse', (bytes) => splitLines(bytes, 0).forEach(parseLine)],
  ['split, parse, project', project],
];

function project(bytes: Uint8Array): void {
  const projection = createSessionProjection('measured');
  let seq = 0;
  for (const line of splitLines(bytes, 0)) {
    projection.applyLine(line, { agentId: null }, () => {
      seq += 1;
      return seq;
    });
  }
  projection.facts();
  projection.agents();
  projection.takeToolCalls();
}

console.info(`${files.length} files, ${megabytes.toFixed(1)} MB`);
for (const [name, stage] of stages) {
  const runs: number[] = [];
  for (let run = 0; run < 7; run += 1) {
    const before = process.cpuUsage();
    files.forEach(stage);
    // Processor time: the clock would also count what other processes took.
    const { user, system } = process.cpuUsage(before);
    runs.push((user + system) / 1000);
  }
  console.info(`${name}: ${((megabytes / Math.min(...runs)) * 1000).toFixed(0)} MB/s`);
}
