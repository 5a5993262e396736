import { describe, expect, test } from 'vitest';
import { joinWords } from './join-words.ts';

const words = (hubUrl: string | null) => joinWords({ token: 'orrery1.a.b', hubUrl }).join('\n');

describe('what is printed for another machine', () => {
  test('the line runs there: the one file of the agent, how it comes there, and the rights in it', () => {
    const text = words('https://orrery.example.com');
    expect(text).toContain(
      'On the other machine: ORRERY_JOIN_TOKEN=orrery1.a.b node orrery-agent.mjs --hub https://orrery.example.com --allow hooks,close',
    );
    expect(text).toMatch(/Node 20 or newer.*npm run build.*dist\/orrery-agent\.mjs/);
    expect(text).toContain('node orrery-agent.mjs forbid');
    expect(text).not.toMatch(/cannot reach|insecure-hub/);
  });

  test.each(['http://127.0.0.1:4711', 'http://localhost:4711', 'http://[::1]:4711'])(
    'at %s nobody else reaches the hub, and a tunnel that does is named',
    (url) => {
      expect(words(url)).toContain('Other machines cannot reach this hub yet');
      expect(words(url)).toContain('ssh -N -L 4711:127.0.0.1:4711 user@hub');
      // The far end of the tunnel is where the line leads.
      expect(words(url)).toContain('--hub http://127.0.0.1:4711 ');
    },
  );

  test('the agent connects without TLS to another machine only where the line says so', () => {
    expect(words('http://192.168.1.20:4680')).toMatch(
      /--hub http:\/\/192\.168\.1\.20:4680 --insecure-hub --allow/,
    );
  });

  test('without a running hub its address is a gap that is named', () => {
    expect(words(null)).toMatch(/No hub runs/);
    expect(words(null)).toContain('--hub URL');
  });
});
