import { existsSync } from 'node:fs';
import { describeError } from '../terminal/cli-error.ts';
import { counted } from '../terminal/counted.ts';
import { plainText } from '../terminal/plain-text.ts';
import type { Check } from './run-checks.ts';

/** Reads the audit log of a data folder whole and says whether anybody but the hub changed it. */
export async function checkAuditLog(dataDir: string): Promise<Check[]> {
  if (!existsSync(dataDir)) return [];
  const name = 'audit log';
  try {
    // Loaded only here: the hub is most of the program.
    const { verifyAuditLog } = await import('@orrery/hub');
    const verdict = verifyAuditLog(dataDir);
    switch (verdict.state) {
      case 'none':
        return [];
      case 'unchained':
        return [{ name, result: 'warn', text: 'not chained yet. Start this version of the hub once.' }];
      case 'whole': {
        const { seq, hash } = verdict.head;
        const head =
          seq === 0
            ? ''
            : // An act and how it went are two things written.
              `, written in ${counted(seq, 'step')}; its end is ${seq}:${hash.slice(0, 16)}. Note that elsewhere to prove it later`;
        const entries = counted(verdict.entries, 'entry', 'entries');
        return [{ name, result: 'ok', text: `whole, ${entries}${head}` }];
      }
      case 'broken': {
        const advice =
          'Somebody changed the data folder by hand, or a part of it was restored. Keep a copy and find out who.';
        return [{ name, result: 'fail', text: `not whole: ${plainText(verdict.problem)}. ${advice}` }];
      }
    }
  } catch (error) {
    return [{ name, result: 'fail', text: `cannot be read: ${describeError(error)}` }];
  }
}
