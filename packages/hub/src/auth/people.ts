import type { DatabaseSync } from 'node:sqlite';
import { type Role, roleSchema } from '@orrery/protocol';
import * as z from 'zod';

/** Somebody with an account. */
export interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
  createdAt: number;
  /** Sessions that have not run out: browsers that are signed in. */
  sessions: number;
}

/** People, their passwords and sessions, straight from the tables of the sign-in library, which need not be loaded for it. */
export interface People {
  list(): Person[];
  find(email: string): Person | null;
  /** Null: there is no such person, or they have no password. */
  passwordHash(userId: string): string | null;
  /** The same by address. */
  passwordOf(email: string): string | null;
  /** False when the password is not the one of `before` any more. */
  replacePassword(userId: string, hash: string, before: string): boolean;
  /** Ends all sessions of a person but one; returns how many there were. */
  endSessions(userId: string, keptId: string | null): number;
  endSession(sessionId: string): void;
  /** What makes the cookie of a session count is another secret from now on. */
  replacePageHash(sessionId: string, hash: string): void;
}

/** The library stores times as text. */
const timeSchema = z.union([z.string(), z.number()]).transform((value) => new Date(value).getTime());

const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema.catch('viewer'),
  createdAt: timeSchema,
});

const sessionSchema = z.object({ userId: z.string(), expiresAt: timeSchema });

/** People over the sign-in database. */
export function createPeople(database: DatabaseSync, now: () => number): People {
  // The library makes its tables when somebody signs in or sets up for the first time.
  const hasTables = () =>
    database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'user'`).get() !==
    undefined;
  const list = (): Person[] => {
    if (!hasTables()) return [];
    const sessions = z.array(sessionSchema).parse(database.prepare('SELECT * FROM session').all());
    const open = sessions.filter(({ expiresAt }) => expiresAt > now());
    const people = z.array(personSchema).parse(database.prepare('SELECT * FROM user').all());
    return people
      .map((person) => ({ ...person, sessions: open.filter(({ userId }) => userId === person.id).length }))
      .sort((a, b) => a.createdAt - b.createdAt);
  };
  const find = (email: string) =>
    list().find((person) => person.email.toLowerCase() === email.toLowerCase()) ?? null;
  const passwordHash = (userId: string) => {
    if (!hasTables()) return null;
    const row = database
      .prepare(`SELECT password FROM account WHERE userId = ? AND ${HAS_PASSWORD}`)
      .get(userId);
    return typeof row?.password === 'string' ? row.password : null;
  };
  return {
    list,
    find,
    passwordHash,
    passwordOf: (email) => {
      const person = find(email);
      return person === null ? null : passwordHash(person.id);
    },
    replacePassword: (userId, hash, before) => {
      const update = `UPDATE account SET password = ?, updatedAt = ? WHERE userId = ? AND ${HAS_PASSWORD} AND password = ?`;
      return database.prepare(update).run(hash, new Date(now()).toISOString(), userId, before).changes > 0;
    },
    endSessions: (userId, keptId) => {
      if (!hasTables()) return 0;
      const remove = database.prepare('DELETE FROM session WHERE userId = ? AND id IS NOT ?');
      return Number(remove.run(userId, keptId).changes);
    },
    replacePageHash: (sessionId, hash) =>
      void database.prepare('UPDATE session SET pageHash = ? WHERE id = ?').run(hash, sessionId),
    endSession: (sessionId) => void database.prepare('DELETE FROM session WHERE id = ?').run(sessionId),
  };
}

const HAS_PASSWORD = `providerId = 'credential' AND password IS NOT NULL`;
