import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive, ArchiveChange, HostRegistration } from '../archive/archive.ts';
import {
  gather,
  manifestFiles,
  type OpenArchive,
  OTHER_SESSION,
  openWithHost,
  registration,
  SESSION,
} from './contract-world.ts';
import { heldRequest, requestsChange } from './held-request.ts';
import { answerLine, batchOf, fileOf, promptLine, send } from './transcript-file.ts';

const T = Date.now() - 60_000;

/** Ids of the machines that are shown. */
const idsOf = async (archive: Archive) => (await archive.hosts()).map(({ id }) => id);

/** Waits until nothing is being removed. */
async function removed(archive: Archive): Promise<void> {
  await expect.poll(() => archive.hostRemovals(), { timeout: 60_000, interval: 20 }).toEqual([]);
}

/** Machines that are revoked, removed, renamed, or that show a key of another one. */
export function describeHosts(name: string, open: OpenArchive): void {
  describeAdmission(name, open);
  describeRemoval(name, open);
}

function describeAdmission(name: string, open: OpenArchive): void {
  describe(`archive hosts (${name})`, () => {
    let archive: Archive;
    let host: string;
    const copy = (machine: string, part: Partial<HostRegistration> = {}) =>
      archive.registerHost({ ...registration('mars'), machine, hasJoined: false, ...part });

    beforeEach(async () => {
      ({ archive, host } = await openWithHost(open));
    });
    afterEach(() => archive.close());

    it('[AR60] lets no second machine in by the key of another, and shows a few that wait', async () => {
      for (let machine = 0; machine < 40; machine += 1) {
        await expect(copy(`copy ${machine}`)).rejects.toThrow(/administrator/);
      }
      expect(await idsOf(archive)).toEqual([host]);
      const waiting = await archive.waitingMachines();
      expect(waiting).toHaveLength(3);
      expect(waiting[0]).toMatchObject({
        name: 'mars',
        knownAs: [{ id: host, name: 'mars' }],
        refused: null,
      });
      for (let key = 0; key < 40; key += 1) {
        await archive.registerHost(registration('other', `key ${key}`));
        await copy('copy', { publicKey: `key ${key}` }).catch(() => undefined);
      }
      expect((await archive.waitingMachines()).length).toBe(32);
    });

    it('[AR60] lets in a machine that an administrator admits: as its own, or as the one that it is', async () => {
      await copy('second').catch(() => undefined);
      const [waiting] = await archive.waitingMachines();
      const [own] = await archive.admitHost(waiting?.id ?? '', { as: 'own' });
      expect(own).toMatchObject({ duplicateOf: host, name: 'mars (2)', slot: 1 });
      expect((await copy('second')).id).toBe(own?.id);
      expect(await archive.waitingMachines()).toEqual([]);

      await copy('reinstalled').catch(() => undefined);
      const [again] = await archive.waitingMachines();
      await expect(archive.admitHost(again?.id ?? '', { as: 'same' })).rejects.toThrow(/Say which one/);
      await archive.admitHost(again?.id ?? '', { as: 'same', hostId: host });
      expect((await copy('reinstalled')).id).toBe(host);
      // The old one has the key of another machine now.
      await expect(copy('machine-mars')).rejects.toThrow(/administrator/);
    });

    it('[AR60] keeps a refused machine out until somebody admits it, and bounds the machines of a key', async () => {
      await copy('second').catch(() => undefined);
      const [waiting] = await archive.waitingMachines();
      await archive.refuseHost(waiting?.id ?? '', 'Ana');
      await expect(copy('second')).rejects.toThrow(/refused on the hub by Ana/);
      expect(await archive.waitingMachines()).toMatchObject([{ refused: { by: 'Ana' } }]);
      await archive.admitHost(waiting?.id ?? '', { as: 'own' });
      for (let machine = 3; machine <= 8; machine += 1) {
        await copy(`copy ${machine}`).catch(() => undefined);
        await archive.admitHost((await archive.waitingMachines())[0]?.id ?? '', { as: 'own' });
      }
      await copy('copy 9').catch(() => undefined);
      const [ninth] = await archive.waitingMachines();
      await expect(archive.admitHost(ninth?.id ?? '', { as: 'own' })).rejects.toThrow(
        /8 machines have this key/,
      );
    });

    it('[AR61] takes nothing from a revoked machine, whatever machine its key says to be, until it is admitted', async () => {
      const lines = fileOf(promptLine('before', { at: T }));
      await send(archive, host, batchOf(lines));
      await archive.applyPermissionRequests(
        host,
        requestsChange({ open: [heldRequest({ sessionId: SESSION })] }),
      );
      await archive.revokeHost(host, { by: 'Ana', why: 'lost laptop' });
      expect(await archive.hosts()).toMatchObject([
        {
          state: 'unreachable',
          reason: 'revoked by Ana: lost laptop',
          revoked: { by: 'Ana', why: 'lost laptop' },
        },
      ]);
      const refused = [
        () => send(archive, host, batchOf(fileOf(promptLine('after')), { start: lines.length })),
        () =>
          archive.commitDocument(host, {
            type: 'document',
            root: '/r',
            path: 'a.meta.json',
            sha256: '',
            content: '',
          }),
        () => archive.applyLiveSessions(host, { type: 'liveSessions', isFull: true, running: [], gone: [] }),
        () => archive.applyPermissionRequests(host, requestsChange({ open: [heldRequest()] })),
        () => archive.applyHookReports(host, { type: 'hookReports', reports: [] }),
        () => archive.registerHost(registration('mars')),
        () => copy('another machine'),
      ];
      for (const attempt of refused) await expect(attempt()).rejects.toMatchObject({ kind: 'forbidden' });
      // The end of its link says nothing more.
      await archive.setHostLink(host, { isConnected: true });
      await archive.setHostLink(host, { isConnected: false, reason: 'connection lost' });
      expect((await archive.hosts())[0]).toMatchObject({ reason: 'revoked by Ana: lost laptop' });
      expect(await archive.session(SESSION)).toMatchObject({ title: 'before', requests: [] });
      expect(await archive.waitingMachines()).toEqual([]);

      await archive.admitHost(host, { as: 'own' });
      expect((await archive.registerHost(registration('mars'))).revoked).toBeNull();
      expect(await send(archive, host, batchOf(lines))).toMatchObject({ outcome: 'committed' });
    });

    it('[AR64] tells machines of one name apart, and shows the name that an administrator gives', async () => {
      const second = await archive.registerHost(registration('mars', 'key 2'));
      const third = await archive.registerHost(registration('mars', 'key 3'));
      expect([second.name, third.name]).toEqual(['mars (2)', 'mars (3)']);
      await expect(archive.renameHost(third.id, 'mars')).rejects.toThrow(/Another machine is called mars/);
      expect((await archive.renameHost(third.id, 'red planet')).name).toBe('red planet');
      expect((await archive.registerHost(registration('mars', 'key 3'))).name).toBe('red planet');
      expect((await archive.renameHost(third.id, null)).name).toBe('mars (3)');
    });
  });
}

function describeRemoval(name: string, open: OpenArchive): void {
  describe(`archive removal (${name})`, () => {
    let archive: Archive;
    let host: string;
    let other: string;
    /** The same bytes on both machines: a copy. */
    const shared = (sessionId: string) =>
      answerLine('said on both machines', {
        uuid: 'aaaaaaaa-0000-4000-8000-000000000001',
        messageId: 'shared',
        at: T,
        sessionId,
        usage: { input_tokens: 100, output_tokens: 10 },
      });
    const pathOf = (sessionId: string) => `projects/-home-ana-shop/${sessionId}.jsonl`;
    const tokens = async () => (await archive.fleet()).totals.tokensToday;

    beforeEach(async () => {
      ({ archive, host } = await openWithHost(open));
      other = (await archive.registerHost(registration('pluto'))).id;
      const lines = fileOf(
        promptLine('quixotic zeppelin', { at: T }),
        shared(SESSION),
        answerLine('only here', {
          at: T + 1,
          messageId: 'own',
          usage: { input_tokens: 1, output_tokens: 1 },
        }),
      );
      await send(archive, host, batchOf(lines, { birthtimeMs: 1_000 }));
      await send(archive, host, batchOf(fileOf('{"display":"hi"}'), { path: 'history.jsonl' }));
      const copied = fileOf(
        shared(SESSION),
        promptLine('pluto goes on', { at: T + 2, sessionId: OTHER_SESSION }),
      );
      await send(archive, other, batchOf(copied, { path: pathOf(OTHER_SESSION), birthtimeMs: 2_000 }));
    });
    afterEach(() => archive.close());

    it('[AR62] removes a machine and keeps its sessions, which say so', async () => {
      const changes: ArchiveChange[] = [];
      archive.onChange((change) => changes.push(change));
      await archive.removeHost(host, { by: 'Ana', withHistory: false });
      expect(await idsOf(archive)).toEqual([other]);
      await removed(archive);
      expect(await archive.session(SESSION)).toMatchObject({
        title: 'quixotic zeppelin',
        stateReason: expect.stringContaining('Its machine, mars, was removed from the hub by Ana.'),
      });
      expect(await gather(archive.raw(SESSION))).toContain('quixotic zeppelin');
      expect(changes.flatMap((change) => change.removed.hosts)).toContain(host);
      const { seq, removedSeq, hosts } = await archive.fleet();
      expect(hosts.map(({ id }) => id)).toEqual([other]);
      expect(removedSeq).toBeLessThanOrEqual(seq);
      expect(removedSeq).toBeGreaterThan(0);
      // Its key is unknown again.
      expect(await archive.hostByPublicKey('key-mars')).toEqual([]);
      const again = { ...registration('mars'), hasJoined: false };
      await expect(archive.registerHost(again)).rejects.toMatchObject({ kind: 'joinRefused' });
      await expect(send(archive, host, batchOf('{}\n', { path: 'x' }))).rejects.toMatchObject({
        kind: 'forbidden',
      });
      const joined = await archive.registerHost(registration('mars'));
      expect(joined.id).not.toBe(host);
      expect(joined.name).toBe('mars');
    });

    it('[AR63] deletes all that a removed machine brought, and nothing else', async () => {
      expect(await tokens()).toBe(112);
      expect((await archive.search({ q: 'zeppelin', limit: 10 })).items).toHaveLength(1);
      const before = await archive.stats();
      const changes: ArchiveChange[] = [];
      archive.onChange((change) => changes.push(change));
      await archive.removeHost(host, { by: 'Ana', withHistory: true });
      expect(await idsOf(archive)).toEqual([other]);
      await removed(archive);

      expect(await archive.session(SESSION)).toBeNull();
      await expect(archive.entries(SESSION, { limit: 10 })).rejects.toMatchObject({ kind: 'notFound' });
      expect(await gather(archive.raw(SESSION))).toBe('');
      expect(await manifestFiles(archive, host)).toEqual([]);
      expect(await archive.hostHoldings(host)).toEqual({ sessions: 0, files: 0, documents: 0, rawBytes: 0 });
      expect((await archive.search({ q: 'zeppelin', limit: 10 })).items).toEqual([]);
      expect(changes.flatMap((change) => change.removed.sessions)).toEqual([SESSION]);
      expect(await archive.stats()).toMatchObject({ sessions: before.sessions - 1, files: before.files - 2 });

      const kept = await archive.session(OTHER_SESSION);
      expect(kept).toMatchObject({ title: 'pluto goes on', usage: { input: 100, output: 10 } });
      expect(await tokens()).toBe(110);
      expect((await archive.search({ q: 'pluto goes', limit: 10 })).items).toHaveLength(1);
      expect((await archive.entries(OTHER_SESSION, { limit: 10 })).items).toHaveLength(2);
    });

    it('[AR63] goes on with what comes meanwhile and afterwards, and reindexes to the same', async () => {
      await archive.removeHost(other, { by: 'Ana', withHistory: true });
      const path = 'projects/-home-ana-shop/33333333-3333-4333-8333-333333333333.jsonl';
      const sessionId = '33333333-3333-4333-8333-333333333333';
      const line = (at: number) => fileOf(promptLine(`new ${at}`, { at: T + at, sessionId }));
      let start = 0;
      for (let at = 0; at < 20; at += 1) {
        await send(archive, host, batchOf(line(at), { path, start }));
        start += line(at).length;
      }
      await removed(archive);
      await send(archive, host, batchOf(line(20), { path, start }));
      const seen = async () => ({
        entries: (await archive.entries(sessionId, { limit: 50 })).items.map(({ seq }) => seq),
        usage: (await archive.session(SESSION))?.usage,
        tokens: await tokens(),
        hits: (await archive.search({ q: 'new', limit: 50 })).items.length,
      });
      const now = await seen();
      expect(now).toMatchObject({
        entries: Array.from({ length: 21 }, (_, index) => index + 1),
        tokens: 112,
        hits: 21,
      });
      await archive.reindex(() => undefined);
      expect(await seen()).toEqual(now);
    });

    it('[AR63] deletes later what was kept when the machine was removed', async () => {
      await archive.removeHost(host, { by: 'Ana', withHistory: false });
      await archive.removeHost(host, { by: 'Ana', withHistory: true });
      await removed(archive);
      expect(await archive.session(SESSION)).toBeNull();
      await expect(archive.removeHost(host, { by: 'Ana', withHistory: true })).rejects.toMatchObject({
        kind: 'notFound',
      });
    });
  });
}
