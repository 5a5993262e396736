import { describe, expect, it } from 'vitest';
import { createTail } from '../../gallery/tail.ts';
import { createWorld, shownSessionId } from '../../gallery/world.ts';
import { GRAPH, layOutAgents, neighbourOf, type Places } from './graph-layout.ts';
import { latestTurns, MOST_SHOWN, oneLine } from './latest-turns.ts';
import { readToolCall } from './read-tool-call.ts';
import { heldCalls, listToolCalls } from './tool-rows.ts';

const tail = createTail(shownSessionId, 0);
const session = createWorld(0).sessions[0];
const none = new Set<string>();

describe('agents graph', () => {
  it('puts depth in columns and the order of start in rows, without overlaps', () => {
    const { nodes, width, height } = layOutAgents(tail.agents, none);
    expect(nodes.map(({ id }) => id)).toEqual(['main', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
    for (const node of nodes) {
      expect(node.x).toBe(GRAPH.left + node.depth * GRAPH.columnStep);
      expect(node.x + GRAPH.nodeWidth).toBeLessThanOrEqual(width);
      expect(node.y + node.height).toBeLessThanOrEqual(height);
      for (const other of nodes) {
        if (other !== node && other.depth === node.depth)
          expect(Math.abs(other.y - node.y)).toBeGreaterThanOrEqual(GRAPH.rowStep);
      }
    }
  });

  it('never moves what is drawn: not when agents start, end, fold and unfold, not even the main thread', () => {
    let places: Places = new Map();
    const seen = new Map<string, number>();
    const draw = (agents: typeof tail.agents, folds: ReadonlySet<string>) => {
      const layout = layOutAgents(agents, folds, places);
      const before = new Set(places.keys());
      places = layout.places;
      for (const { id, y } of layout.nodes) {
        // What was folded away and comes back may stand elsewhere; what was drawn a moment ago may not.
        if (before.has(id)) expect([id, y]).toEqual([id, seen.get(id)]);
        seen.set(id, y);
      }
      const columns = layout.nodes.map((node) => `${node.depth} ${node.y}`);
      expect(new Set(columns).size).toBe(columns.length);
      return layout;
    };
    for (let count = 1; count <= tail.agents.length; count += 1) draw(tail.agents.slice(0, count), none);
    const [main, first] = tail.agents;
    if (main === undefined || first === undefined) throw new Error('The tail is empty.');
    const child = (index: number, state: 'working' | 'done') => ({
      ...first,
      id: `w${index}`,
      parentId: 'main',
      depth: 1,
      order: 20 + index,
      state,
    });
    const others = (state: 'working' | 'done') => [0, 1, 2, 3, 4].map((index) => child(index, state));
    draw([...tail.agents, ...others('working')], none);
    const folded = draw([...tail.agents, ...others('done'), child(9, 'working')], none);
    expect(folded.nodes.some(({ kind }) => kind === 'fold')).toBe(true);
    draw([...tail.agents, ...others('done'), child(9, 'working')], new Set(['fold:main']));
  });

  it('ends with agents that name each other as parents', () => {
    const [main, one, two] = tail.agents;
    if (main === undefined || one === undefined || two === undefined) throw new Error('The tail is empty.');
    const ring = [main, { ...one, parentId: two.id }, { ...two, parentId: one.id }];
    expect(layOutAgents(ring, none).nodes.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['main', null],
      ['a1', 'main'],
      ['a2', 'a1'],
    ]);
  });

  it('hangs an agent of an unknown parent under the main thread', () => {
    const [main, , lost] = tail.agents;
    if (main === undefined || lost === undefined) throw new Error('The tail is empty.');
    const { nodes } = layOutAgents([main, { ...lost, parentId: 'nobody' }], none);
    expect(nodes[1]?.parentId).toBe('main');
  });

  it('folds finished siblings when a column is long, and opens the fold again', () => {
    const main = tail.agents[0];
    const done = tail.agents[1];
    if (main === undefined || done === undefined) throw new Error('The tail is empty.');
    const many = [
      main,
      ...Array.from({ length: 9 }, (_, index) => ({
        ...done,
        id: `d${index}`,
        order: index + 1,
        state: index === 4 ? ('working' as const) : ('done' as const),
      })),
    ];
    const folded = layOutAgents(many, none).nodes;
    expect(folded.map(({ id }) => id)).toEqual(['main', 'd4', 'fold:main']);
    expect(folded.at(-1)).toMatchObject({ kind: 'fold', count: 8 });
    expect(layOutAgents(many, new Set(['fold:main'])).nodes).toHaveLength(10);
  });

  it('lets arrows follow the edges', () => {
    const { nodes } = layOutAgents(tail.agents, none);
    expect(neighbourOf(nodes, 'main', 'ArrowRight')).toBe('a1');
    expect(neighbourOf(nodes, 'a1', 'ArrowDown')).toBe('a2');
    expect(neighbourOf(nodes, 'a3', 'ArrowLeft')).toBe('a2');
    expect(neighbourOf(nodes, 'a1', 'ArrowUp')).toBeNull();
  });
});

describe('tools list', () => {
  it('is newest first and narrows to an agent or to failures', () => {
    const all = listToolCalls(tail.toolCalls, { filter: 'all', agentId: null });
    const times = all.map(({ startedAt }) => startedAt ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const [call] = tail.toolCalls;
    if (call === undefined) throw new Error('The fixture has no call.');
    const storedLater = { ...call, id: 'old', startedAt: (call.startedAt ?? 0) - 1000, useSeq: 1_000_000 };
    expect(listToolCalls([storedLater, call], { filter: 'all', agentId: null })[0]?.id).toBe(call.id);
    expect(listToolCalls(tail.toolCalls, { filter: 'errors', agentId: null }).map(({ id }) => id)).toEqual([
      'toolu_5',
      'toolu_3',
    ]);
    expect(
      listToolCalls(tail.toolCalls, { filter: 'agent', agentId: null }).every(
        ({ agentId }) => agentId === null,
      ),
    ).toBe(true);
  });

  it('knows which call waits for permission', () => {
    if (session === undefined) throw new Error('The world is empty.');
    const [request] = session.requests;
    expect([...heldCalls(session, tail.toolCalls)]).toEqual([['toolu_6', request?.at]]);
    const unhooked = { ...session, requests: [] };
    expect([...heldCalls(unhooked, tail.toolCalls).keys()]).toEqual(['toolu_6']);
    expect(heldCalls({ ...unhooked, state: 'working' }, tail.toolCalls).size).toBe(0);
    const elsewhere = session.requests.map((each) => ({ ...each, agentId: 'a1' }));
    expect(heldCalls({ ...session, requests: elsewhere }, tail.toolCalls).size).toBe(0);
  });

  it('reads input and output of one call out of the entries around it', () => {
    expect(readToolCall(tail.entries, 'toolu_4')).toMatchObject({
      input: { file_path: 'apps/api/src/webhooks/stripe/handler.ts' },
      output: 'The file has been updated.',
    });
    expect(readToolCall(tail.entries, 'absent')).toEqual({});
  });
});

describe('latest turns', () => {
  it('begin with the last thing a person said, and leave results of tools to the tools list', () => {
    const { prompt, turn, omitted } = latestTurns(tail.entries);
    expect(prompt === null ? '' : oneLine(prompt)).toMatch(/^Use the event id/);
    expect(turn.map(({ kind }) => kind)).toEqual(['assistant', 'assistant']);
    expect(omitted).toBe(0);
  });

  it('keep failures and lines that are not understood', () => {
    const [prompt] = tail.entries;
    const unknown = tail.entries.find(({ kind }) => kind === 'unknown');
    if (prompt === undefined || unknown === undefined) throw new Error('The tail is empty.');
    const failed = {
      ...prompt,
      seq: 98,
      kind: 'toolResult' as const,
      parts: [{ type: 'toolResult' as const, toolUseId: 't', isError: true, text: 'no' }],
    };
    expect(
      latestTurns([prompt, { ...unknown, seq: 97, agentId: 'a1' }, failed]).turn.map(({ kind }) => kind),
    ).toEqual(['unknown', 'toolResult']);
  });

  it('show the end of a very long turn and say how much is left out', () => {
    const answer = tail.entries[1];
    if (answer === undefined) throw new Error('The tail is empty.');
    const long = Array.from({ length: MOST_SHOWN + 7 }, (_, index) => ({ ...answer, seq: index + 1 }));
    const { prompt, turn, omitted } = latestTurns(long);
    expect([prompt, turn.length, omitted, turn.at(-1)?.seq]).toEqual([null, MOST_SHOWN, 7, MOST_SHOWN + 7]);
  });
});
