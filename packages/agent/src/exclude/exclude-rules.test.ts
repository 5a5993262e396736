import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClaudeFiles } from '../files/claude-files.ts';
import { lines, World } from '../test/world.ts';
import { ExcludeRules } from './exclude-rules.ts';

describe('exclude rules', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.close());

  it('[E1] excludes nothing without a rule file', () => {
    expect(
      new ExcludeRules(new ClaudeFiles({ roots: [world.root] }), () => 0).isExcluded(
        world.root,
        'projects/p/a.jsonl',
      ),
    ).toBe(false);
  });

  it.each([
    ['projects/-secret/', 'projects/-secret/a.jsonl', true],
    ['-secret*/', 'projects/-secret-2/x/subagents/agent-1.jsonl', true],
    ['-secret*/\n!-secret-open/', 'projects/-secret-open/a.jsonl', false],
    ['/home/ada/secret', 'projects/p/with-cwd.jsonl', true],
    ['secret/', 'projects/p/with-cwd.meta.json', true],
    ['/home/bob', 'projects/p/with-cwd.jsonl', false],
  ])('[E2] holds %j against %s', (rules, path, isExcluded) => {
    writeFileSync(join(world.root, '.orreryignore'), rules);
    const first = { type: 'summary', text: 'x' };
    const second = { type: 'user', cwd: '/home/ada/secret/app' };
    world.write('p/with-cwd.jsonl', `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`);
    expect(
      new ExcludeRules(new ClaudeFiles({ roots: [world.root] }), () => 0).isExcluded(world.root, path),
    ).toBe(isExcluded);
  });

  it('[E3] sends nothing of a folder whose rule file cannot be read, and says so', () => {
    mkdirSync(join(world.root, '.orreryignore'));
    const rules = new ExcludeRules(new ClaudeFiles({ roots: [world.root] }), () => 0);
    expect(rules.isExcluded(world.root, 'projects/p/a.jsonl')).toBe(true);
    expect(rules.problems[0]).toContain('nothing is sent');
  });

  it('[E4] stops shipping when a rule is added and goes on when it is taken back', async () => {
    const rules = join(world.root, '.orreryignore');
    world.write('open/a.jsonl', lines(1));
    world.write('closed/a.jsonl', lines(1));
    writeFileSync(rules, 'closed/\n');
    world.startAgent();
    await world.until(() => world.hubBytes('open/a.jsonl').length > 0);
    await world.barrier();
    expect(world.hubGeneration('closed/a.jsonl')).toBeNull();
    expect(world.lastStatus().lagLines).toBe(0);
    appendFileSync(rules, '!closed/\n');
    await world.settle();
  });
});
