import { describe, expect, it } from 'vitest';
import { hostRow } from '../../test/rows.ts';
import { hooksOffer } from './hooks-words.ts';

const host = (state: 'installed' | 'partly' | 'absent' | 'broken' | 'unknown', more = {}) =>
  hostRow('studio-01', { hooks: { state, detail: '' }, ...more });

describe('hooks of a machine', () => {
  it('can be installed where they are absent, and removed where they are whole', () => {
    expect(hooksOffer(host('absent'), true).action).toBe('install');
    expect(hooksOffer(host('partly'), true).action).toBe('install');
    expect(hooksOffer(host('broken'), true).action).toBe('install');
    expect(hooksOffer(host('installed'), true).action).toBe('uninstall');
    expect(hooksOffer(host('unknown'), true).action).toBeNull();
  });

  it('name the file and the machine before anything is changed', () => {
    expect(hooksOffer(host('absent'), true).effect).toContain(
      'Adds 7 entries to ~/.claude/settings.json on studio-01',
    );
  });

  it('say why nothing can be done', () => {
    expect(hooksOffer(host('absent'), false)).toMatchObject({
      action: null,
      remark: 'An admin can change this',
    });
    expect(hooksOffer(host('absent', { state: 'unreachable' }), true).remark).toBe(
      'Can be changed when it returns',
    );
    expect(hooksOffer(host('absent', { allows: [] }), true).remark).toContain('orrery agent allow hooks');
    const broken = host('broken', { hooks: { state: 'broken', detail: 'settings.json is not valid JSON' } });
    expect(hooksOffer(broken, true).remark).toBe('settings.json is not valid JSON');
  });
});
