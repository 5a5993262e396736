import type { CommittedFile } from '@orrery/protocol';
import type { Archive, HostRegistration } from '../archive/archive.ts';

export const SESSION = '11111111-1111-4111-8111-111111111111';
export const OTHER_SESSION = '22222222-2222-4222-8222-222222222222';

/** Opens an empty archive. */
export type OpenArchive = () => Promise<Archive>;

/** What an agent says of its machine when it joins. */
export function registration(name: string, key = `key-${name}`): HostRegistration {
  return {
    publicKey: key,
    machine: `machine-${name}`,
    name,
    agentVersion: '0.1.0',
    protocol: 3,
    facts: {
      os: 'linux',
      osVersion: '6.1',
      arch: 'x64',
      cpus: 4,
      memoryBytes: 8e9,
      formFactor: 'laptop',
      person: 'Ana',
    },
    hasJoined: true,
  };
}

/** All bytes of an asynchronous stream. */
export async function gather(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString();
}

/** An archive with one connected machine. */
export async function openWithHost(open: OpenArchive): Promise<{ archive: Archive; host: string }> {
  const archive = await open();
  const host = (await archive.registerHost(registration('mars'))).id;
  await archive.setHostLink(host, { isConnected: true, roundTripMs: 3 });
  return { archive, host };
}

/** All files of a host's manifest. */
export async function manifestFiles(archive: Archive, host: string): Promise<CommittedFile[]> {
  const files: CommittedFile[] = [];
  for await (const page of archive.manifest(host)) files.push(...page.files);
  return files;
}

/** Everything that reading gives of the sessions, without what counts commits: equal archives give equal views. */
export async function viewOf(archive: Archive): Promise<unknown[]> {
  const { items } = await archive.listSessions({ limit: 500 });
  const views = [];
  for (const { changeSeq: _, ...summary } of items.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const detail = await archive.session(summary.id);
    const tail = await archive.sessionTail(summary.id);
    const { items: entries } = await archive.entries(summary.id, { limit: 500 });
    views.push({
      summary,
      clients: detail?.clients,
      agents: detail?.agentList,
      toolCalls: tail?.toolCalls,
      entries,
      raw: await gather(archive.raw(summary.id)),
    });
  }
  return views;
}
