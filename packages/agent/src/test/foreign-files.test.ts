import { execFileSync } from 'node:child_process';
import {
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { describeInBothModes } from './modes.ts';
import { lines, type World } from './world.ts';

const SECRET = 'secret-that-stays';
const secretLine = `${JSON.stringify({ type: 'user', uuid: SECRET, text: SECRET })}\n`;
const OTHER_ACCOUNT = 4242;

/** Makes a named pipe. */
const MKFIFO = 'mkfifo';
const isRoot = process.getuid?.() === 0;

/** All that the hub was given, in any form. */
function everythingHeld(world: World): string {
  const { stores, headers, live } = world.hub;
  const held = [...stores.values()].flatMap(({ files, documents }) => [
    ...[...files.values()].flatMap(({ generations }) => [...generations.values()].flat().map(String)),
    ...[...documents.values()].map(({ content }) => content),
  ]);
  return [...held, JSON.stringify(headers), JSON.stringify(live)].join('\n');
}

const told = (world: World): string => world.lastStatus().notFollowed.join('\n');

describeInBothModes('foreign files', (watchMode, current) => {
  /** Runs an agent over what was planted, with an honest file beside it. */
  async function ship(follow: string[] = []): Promise<World> {
    const world = current();
    world.startAgent({ watchMode, follow });
    await world.barrier();
    await world.barrier();
    return world;
  }

  it('[F1] ships nothing through a link that leads out: file, folder, document, registry file, rule file', async () => {
    const world = current();
    world.writeAt('foreign/a.jsonl', secretLine);
    world.writeAt('foreign/agent-1.meta.json', `{"type":"${SECRET}"}`);
    world.writeAt('foreign/10.json', JSON.stringify({ pid: 10, sessionId: SECRET, status: 'busy' }));
    mkdirSync(world.path('p/s/subagents'), { recursive: true });
    symlinkSync(world.at('foreign/a.jsonl'), world.path('p/file.jsonl'));
    symlinkSync('../../../foreign/a.jsonl', world.path('p/relative.jsonl'));
    symlinkSync(world.at('foreign'), world.path('folder'));
    symlinkSync(world.at('foreign'), world.path('p/s/deep'));
    symlinkSync(world.at('foreign/agent-1.meta.json'), world.path('p/s/subagents/agent-1.meta.json'));
    symlinkSync(world.at('foreign'), `${world.root}/sessions`);
    await ship();
    expect(everythingHeld(world)).not.toContain(SECRET);
    for (const name of ['p/file.jsonl', 'p/relative.jsonl', 'folder', 'p/s/subagents/agent-1.meta.json']) {
      expect(told(world)).toContain(`${world.path(name)} leads to ${world.at('foreign')}`);
    }
    expect(told(world)).toContain(`${world.root}/sessions leads to`);
    expect(told(world)).toContain('--follow');
    // Nothing that stays here for good is counted as waiting.
    await world.until(() => world.lastStatus().lagLines === 0);
    expect(world.hub.statuses.at(-1)?.notFollowed).toEqual(world.lastStatus().notFollowed);
  });

  it('[F1] keeps a folder of sessions that was turned into a link out of the root', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(2));
    world.writeAt('foreign/a.jsonl', lines(2) + secretLine);
    world.startAgent({ watchMode });
    await world.settle();
    renameSync(world.path('p'), world.path('q'));
    symlinkSync(world.at('foreign'), world.path('p'));
    world.appendAt('foreign/a.jsonl', secretLine);
    await world.barrier();
    await world.barrier();
    expect(everythingHeld(world)).not.toContain(SECRET);
    expect(told(world)).toContain(world.path('p'));
  });

  it('[F2] follows links that stay within, a linked projects folder of the same owner, and what is allowed by name', async () => {
    const world = current();
    rmSync(`${world.root}/projects`, { recursive: true });
    mkdirSync(world.at('disk'));
    symlinkSync(world.at('disk'), `${world.root}/projects`);
    world.write('p/a.jsonl', lines(2));
    symlinkSync('a.jsonl', world.path('p/within.jsonl'));
    world.writeAt('claude/archive/old/b.jsonl', lines(2, 50));
    symlinkSync(world.at('claude/archive/old'), world.path('archived'));
    world.writeAt('allowed/x/c.jsonl', lines(2, 70));
    symlinkSync(world.at('allowed/x'), world.path('followed'));
    world.writeAt('allowed-not/c.jsonl', secretLine);
    symlinkSync(world.at('allowed-not'), world.path('refused'));
    await ship([world.at('allowed')]);
    expect(world.hubBytes('p/within.jsonl').toString()).toBe(lines(2));
    expect(world.hubBytes('archived/b.jsonl').toString()).toBe(lines(2, 50));
    expect(world.hubBytes('followed/c.jsonl').toString()).toBe(lines(2, 70));
    expect(everythingHeld(world)).not.toContain(SECRET);
    expect(world.lastStatus().notFollowed).toHaveLength(1);
  });

  it('[F3] never reads one of the named secrets, by a link or a hard link of another name', async () => {
    const world = current();
    const names = [
      'claude/.credentials.json',
      'claude/sessions/1.key',
      'claude/ide/1.lock',
      '.claude.json',
      'claude/.claude.json',
    ];
    mkdirSync(world.path('p'));
    for (const [index, name] of names.entries()) {
      world.writeAt(name, secretLine);
      symlinkSync(world.at(name), world.path(`p/link-${index}.jsonl`));
      linkSync(world.at(name), world.path(`p/hard-${index}.jsonl`));
      linkSync(world.at(name), world.path(`p/agent-${index}.meta.json`));
    }
    // Even where the folder around it is allowed by name.
    await ship([world.dir]);
    expect(everythingHeld(world)).not.toContain(SECRET);
    expect(told(world)).toMatch(/hard-0\.jsonl .*\.credentials\.json/);
    // The client writes its secrets anew: what has the old content keeps being one.
    unlinkSync(world.at('claude/.credentials.json'));
    world.append('p/hard-0.jsonl', secretLine);
    await world.barrier();
    expect(everythingHeld(world)).not.toContain(SECRET);
  });

  it.skipIf(!isRoot)('[F4] reads no file of another owner (needs root to make one)', async () => {
    const world = current();
    world.write('p/theirs.jsonl', secretLine);
    world.writeAt('theirs', secretLine);
    chownSync(world.path('p/theirs.jsonl'), OTHER_ACCOUNT, OTHER_ACCOUNT);
    chownSync(world.at('theirs'), OTHER_ACCOUNT, OTHER_ACCOUNT);
    linkSync(world.at('theirs'), world.path('p/hard.jsonl'));
    world.write('p/agent-1.meta.json', secretLine);
    chownSync(world.path('p/agent-1.meta.json'), OTHER_ACCOUNT, OTHER_ACCOUNT);
    await ship();
    expect(everythingHeld(world)).not.toContain(SECRET);
    expect(told(world)).toContain(`${world.path('p/hard.jsonl')} belongs to another account`);
    chownSync(world.path('p/theirs.jsonl'), 0, 0);
    await world.until(() => world.hubBytes('p/theirs.jsonl').length > 0);
    await world.until(() => !told(world).includes('theirs.jsonl'));
  });

  it.skipIf(!isRoot)(
    '[F4] follows no projects folder of another owner (needs root to make one)',
    async () => {
      const world = current();
      world.writeAt('theirs/p/a.jsonl', secretLine);
      chownSync(world.at('theirs'), OTHER_ACCOUNT, OTHER_ACCOUNT);
      rmSync(`${world.root}/projects`, { recursive: true });
      symlinkSync(world.at('theirs'), `${world.root}/projects`);
      world.startAgent({ watchMode });
      await world.until(() => told(world).includes('projects'));
      expect(everythingHeld(world)).not.toContain(SECRET);
    },
  );

  it('[F5] is not held up by pipes and devices that have the name of a transcript, a document or a registry file', async () => {
    const world = current();
    mkdirSync(world.path('p'));
    mkdirSync(`${world.root}/sessions`);
    for (const name of ['p/a.jsonl', 'p/agent-1.meta.json', '../sessions/7.json']) {
      execFileSync(MKFIFO, [world.path(name)]);
    }
    symlinkSync('/dev/zero', world.path('p/zero.jsonl'));
    await ship();
    expect(world.hubBytes('barrier/b.jsonl').length).toBeGreaterThan(0);
  });

  it('[F6] ships nothing foreign while a folder is swapped for a link all the time', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(3));
    world.writeAt('foreign/a.jsonl', secretLine.repeat(3));
    const swapper = new Worker(
      `const fs = require('node:fs');
       const { workerData: { p, link, foreign } } = require('node:worker_threads');
       for (;;) {
         fs.renameSync(p, p + ".real"); fs.symlinkSync(foreign, p);
         fs.rmSync(p); fs.renameSync(p + '.real', p);
         fs.appendFileSync(p + '/a.jsonl', '{"type":"user","uuid":"own"}\\n');
         fs.appendFileSync(foreign + '/a.jsonl', '{"uuid":"${SECRET}"}\\n');
       }`,
      { eval: true, workerData: { p: world.path('p'), foreign: world.at('foreign') } },
    );
    swapper.on('error', () => undefined);
    try {
      world.startAgent({ watchMode });
      for (let round = 0; round < 12; round += 1) await world.barrier();
    } finally {
      await swapper.terminate();
    }
    expect(lstatSync(world.at('foreign')).isDirectory()).toBe(true);
    expect(everythingHeld(world)).not.toContain(SECRET);
  }, 60_000);

  it('[F7] names what it does not follow in words, bounded in number, without control characters', async () => {
    const world = current();
    mkdirSync(world.path('p'));
    for (let index = 0; index < 200; index += 1) {
      symlinkSync('/etc/hostname', world.path(`p/${index}-\u001b[31m\u202e.jsonl`));
    }
    await ship();
    const { notFollowed } = world.lastStatus();
    expect(notFollowed).toHaveLength(21);
    expect(notFollowed.at(-1)).toBe('180 more are not followed.');
    expect(notFollowed.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
