import { CLIENT_VERSIONS, type ClientVersionName, VERSION_MIX } from './client-version.ts';
import { createFileWriter, type FileWriter } from './file-writer.ts';
import { createManual, type Manual } from './manual.ts';
import { playTurn } from './play-turn.ts';
import { createProjects, type Project } from './projects.ts';
import { createRandom, type Random } from './random.ts';
import { createSyntheticSession, type SyntheticSession } from './session.ts';
import { createPhraseBook, type PhraseBook } from './text/phrase-book.ts';
import { createSteppedClock } from './transcript-clock.ts';

export interface CorpusOptions {
  /** Folder that gets `projects/`: a Claude config folder. */
  out: string;
  sizeBytes: number;
  sessions: number;
  /** Lines over all files. */
  records: number;
  seed: number;
  /** When the newest session ended, milliseconds; a fixed day by default, so that a seed gives the same bytes. */
  endsAtMs?: number;
  onProgress?: (done: { sessions: number; bytes: number }) => void;
}

export interface CorpusReport {
  sessions: number;
  files: number;
  records: number;
  bytes: number;
}

interface World {
  random: Random;
  book: PhraseBook;
  manual: Manual;
  projects: Project[];
  writer: FileWriter;
}

const DEFAULT_END = Date.UTC(2026, 10, 20, 18);
const DAYS = 45;
const MODELS = [
  'claude-opus-4-5-20251101',
  'claude-sonnet-4-5-20250929',
  'claude-sonnet-4-5-20250929',
  'claude-haiku-4-5-20251001',
] as const;
const ENTRYPOINTS = ['cli', 'cli', 'cli', 'sdk-cli', 'sdk-ts', 'claude-vscode'] as const;
const HOMES = ['/home/dev', '/Users/ana', '/home/joel', '/srv/build'] as const;

/** Share of a day's text that one line in the pools stands for. */
const BYTES_PER_PHRASE = 12_000;

/** Sessions of this size on average carry the instructions in full; smaller ones would be nothing else. */
const FULL_MANUAL_BYTES = 600_000;

/** Writes a corpus of the given size in the formats of several client versions. Synchronous: it only writes. */
export function writeCorpus(options: CorpusOptions): CorpusReport {
  const random = createRandom(options.seed);
  const phrases = Math.min(40_000, Math.max(2_000, Math.round(options.sizeBytes / BYTES_PER_PHRASE)));
  const book = createPhraseBook(random.fork('book'), phrases);
  const world: World = {
    random,
    book,
    manual: createManual(
      random.fork('manual'),
      book,
      Math.min(1, options.sizeBytes / options.sessions / FULL_MANUAL_BYTES),
    ),
    projects: createProjects(random.fork('projects'), book, 60),
    writer: createFileWriter(options.out),
  };
  // Tool answers carry the bulk: their length is steered so that bytes and records come out as asked.
  let chars = 400;
  for (let index = 0; index < options.sessions; index += 1) {
    const before = world.writer.totals();
    const sessionsLeft = options.sessions - index;
    const recordsLeft = Math.max(0, options.records - before.records);
    const share = index === options.sessions - 1 ? 1 : Math.min(8, random.around(0.6, 0.9));
    const target = Math.max(4, Math.round((recordsLeft / sessionsLeft) * share));
    const wanted = Math.max(0, options.sizeBytes - before.bytes) / Math.max(1, recordsLeft);
    // By turns, so that every version is there however few sessions are asked for; 7 has no factor in common with 20.
    const version = VERSION_MIX[(index * 7) % VERSION_MIX.length] ?? '2.1.330';
    writeSession(world, { version, target, chars, endsAtMs: options.endsAtMs ?? DEFAULT_END });
    const after = world.writer.totals();
    const got = (after.bytes - before.bytes) / Math.max(1, after.records - before.records);
    chars = Math.min(60_000, Math.max(30, chars * Math.min(1.25, Math.max(0.8, wanted / got))));
    options.onProgress?.({ sessions: index + 1, bytes: after.bytes });
  }
  return { sessions: options.sessions, ...world.writer.totals() };
}

function writeSession(
  world: World,
  given: { version: ClientVersionName; target: number; chars: number; endsAtMs: number },
): void {
  const { random, book, projects, writer } = world;
  const before = writer.totals().records;
  const project = random.pickSkewed(projects);
  const version = CLIENT_VERSIONS[given.version];
  const clock = createSteppedClock(given.endsAtMs - Math.floor(random.next() * DAYS * 86_400_000));
  const session = createSyntheticSession({
    version,
    entrypoint: version.modern ? random.pick(ENTRYPOINTS) : random.pick(['cli', 'sdk-cli'] as const),
    cwd: `${random.pick(HOMES)}/work/${project.name}`,
    gitBranch: random.chance(0.5) ? 'main' : `feat/${random.pick(projects).name}-${random.int(1, 900)}`,
    model: random.pick(MODELS),
    random: random.fork(`session-${before}`),
    clock,
    files: writer,
    manual: world.manual,
    title: book.sentence(random).slice(0, 60),
  });
  const left = (): number => given.target - (writer.totals().records - before);
  do {
    playTurn(session, promptText(random, book), {
      random,
      book,
      project,
      clock,
      chars: given.chars,
      steps: Math.max(1, Math.min(random.int(2, 24), Math.floor(left() / 4))),
      agentChance: left() > 60 ? 0.03 : 0,
    });
    maybeCompact(session, random, book);
  } while (left() > 5);
  const canRename = version.registry === 'named' || version.registry === 'full';
  if (canRename && random.chance(0.1)) session.rename(book.sentence(random).slice(0, 40));
  session.close();
  writer.settle(clock.now());
}

function maybeCompact(session: SyntheticSession, random: Random, book: PhraseBook): void {
  if (session.main.contextTokens() < 165_000) return;
  session.compact(
    `This session is being continued from a previous conversation. Summary:\n${book.prose(random, 2_400)}`,
  );
}

function promptText(random: Random, book: PhraseBook): string {
  return book.prose(random, random.around(140, 0.9));
}
