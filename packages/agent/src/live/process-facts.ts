/** What a machine tells of one running process. Facts are null where the platform or the permissions do not give them. */
export interface ProcessFacts {
  pid: number;
  parentPid: number | null;
  /** As the client's registry writes it: `/proc/<pid>/stat` field 22 on Linux, the text of `ps -o lstart` on macOS. */
  startTime: string;
  /** The same as wall clock time, milliseconds since the epoch. */
  startedAtMs: number | null;
  /** Who it runs as; null when its user ids differ from each other or cannot be read. */
  uid: number | null;
  /** Its short name (`comm`), which a program can set by itself. */
  name: string;
  /** Absolute path of the program. */
  exe: string | null;
  /** Blank for clients that write their title over it. */
  argv: string[];
  /** `pid:[...]`; null where there is no such thing. */
  pidNamespace: string | null;
}

/** What became of a signal. */
export type SignalResult = 'sent' | 'gone' | 'forbidden';

/** Field 4 and field 22 of a `/proc/<pid>/stat` line, and the name in field 2. Null for what runs no more. */
export function parseProcStat(stat: string): { name: string; parentPid: number; startTime: string } | null {
  const nameEnd = stat.lastIndexOf(')');
  const afterName = stat.slice(nameEnd + 2).split(' ');
  const [state, parent] = afterName;
  const startTime = afterName[19];
  // A zombie runs no more; its parent has just not asked yet.
  if (nameEnd < 0 || state === 'Z' || state === 'X' || startTime === undefined) return null;
  return { name: stat.slice(stat.indexOf('(') + 1, nameEnd), parentPid: Number(parent), startTime };
}
