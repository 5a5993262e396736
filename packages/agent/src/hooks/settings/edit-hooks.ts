import { getNodeValue, type Node } from 'jsonc-parser';
import { HOOK_EVENTS, type HookTarget, hookEntry, ownerOf } from './hook-entries.ts';
import {
  memberOf,
  parseSettingsText,
  type SettingsDocument,
  type UnusableSettings,
} from './settings-document.ts';
import { applyTextEdits, insertMember, removeMembers, type TextEdit } from './text-edits.ts';

/** What hooks of ours a settings file holds. */
export interface FoundHooks {
  /** Entries of this agent are there, whole and nothing more. */
  isComplete: boolean;
  /** Any entry of this agent is there. */
  isPresent: boolean;
}

/** Looks for this agent's entries. */
export function findHooks({ root }: SettingsDocument, target: HookTarget): FoundHooks {
  const own: { event: string; group: unknown }[] = [];
  for (const { event, group } of groupsOf(root)) {
    if (ownersOf(group, target.id).includes('own')) own.push({ event, group: getNodeValue(group) });
  }
  const wanted = HOOK_EVENTS.map((event) => ({ event, group: hookEntry(event, target) }));
  const isComplete =
    own.length === wanted.length &&
    wanted.every(({ event, group }) =>
      own.some((found) => found.event === event && JSON.stringify(found.group) === JSON.stringify(group)),
    );
  return { isComplete, isPresent: own.length > 0 };
}

/** Whether another Orrery agent of this account has entries there. */
export function hasOtherHooks({ root }: SettingsDocument, id: string): boolean {
  return [...groupsOf(root)].some(({ group }) => ownersOf(group, id).includes('other'));
}

/** Adds this agent's entries behind those that are there; entries of its own from before are replaced. */
export function addHooks(text: string, target: HookTarget): string | UnusableSettings {
  const clean = removeHooks(text, target.id, null);
  if (typeof clean !== 'string') return clean;
  const base = isBlank(clean) ? `${clean.startsWith('\ufeff') ? '\ufeff' : ''}{\n}\n` : clean;
  const document = parseSettingsText(base);
  if (document.kind === 'unusable') return document;
  const hooks = memberOf(document.root, 'hooks');
  if (hooks === null) {
    const all = Object.fromEntries(HOOK_EVENTS.map((event) => [event, [hookEntry(event, target)]]));
    return applyTextEdits(base, [insertMember(base, document.root, { value: all, label: 'hooks' })]);
  }
  // One by one: each insertion goes behind the one before.
  let result = base;
  for (const event of HOOK_EVENTS) {
    const now = parseSettingsText(result);
    if (now.kind === 'unusable') return now;
    const object = memberOf(now.root, 'hooks') ?? now.root;
    const list = memberOf(object, event);
    const entry = hookEntry(event, target);
    const edit =
      list === null
        ? insertMember(result, object, { value: [entry], label: event })
        : insertMember(result, list, { value: entry });
    result = applyTextEdits(result, [edit]);
  }
  return result;
}

/**
 * Takes an agent's entries out, or with `id` null those of every Orrery agent, and leaves every other byte. Lists and objects
 * that are empty then go as well, unless `original` (what was there before the installation) had them.
 */
export function removeHooks(
  text: string,
  id: string | null,
  original: string | null,
): string | UnusableSettings {
  if (isBlank(text)) return text;
  const document = parseSettingsText(text);
  if (document.kind === 'unusable') return document;
  const before = original === null || isBlank(original) ? null : parseSettingsText(original);
  const kept = before?.kind === 'settings' ? memberOf(before.root, 'hooks') : null;
  return applyTextEdits(text, editsToRemove(document, id, kept));
}

function editsToRemove({ text, root }: SettingsDocument, id: string | null, kept: Node | null): TextEdit[] {
  const isOurs = (handler: Node): boolean => {
    const owner = ownerOf(getNodeValue(handler), id ?? '');
    return owner === 'own' || (id === null && owner === 'other');
  };
  const hooks = memberOf(root, 'hooks');
  if (hooks === null) return [];
  const edits: TextEdit[] = [];
  const emptied = new Set<Node>();
  for (const property of hooks.children ?? []) {
    const [name, list] = property.children ?? [];
    if (list === undefined) continue;
    const gone = new Set<Node>();
    for (const group of list.children ?? []) {
      const handlers = handlersOf(group);
      const own = handlers.filter(isOurs);
      if (own.length === 0) continue;
      if (own.length === handlers.length) gone.add(group);
      else edits.push(...removeOwnHandlers(text, group, own));
    }
    if (gone.size === 0) continue;
    const wasThere = kept !== null && memberOf(kept, String(name?.value)) !== null;
    if (gone.size === list.children?.length && !wasThere) emptied.add(property);
    else edits.push(...removeMembers(text, list, gone));
  }
  if (emptied.size === 0) return edits;
  if (emptied.size < (hooks.children?.length ?? 0) || kept !== null) {
    return [...edits, ...removeMembers(text, hooks, emptied)];
  }
  return hooks.parent === undefined ? edits : removeMembers(text, root, new Set([hooks.parent]));
}

function removeOwnHandlers(text: string, group: Node, own: Node[]): TextEdit[] {
  const list = memberOf(group, 'hooks');
  return list === null ? [] : removeMembers(text, list, new Set(own));
}

function* groupsOf(root: Node): Generator<{ event: string; group: Node }> {
  for (const property of memberOf(root, 'hooks')?.children ?? []) {
    const [name, list] = property.children ?? [];
    for (const group of list?.children ?? []) yield { event: String(name?.value), group };
  }
}

function handlersOf(group: Node): Node[] {
  const list = group.type === 'object' ? memberOf(group, 'hooks') : null;
  return list?.type === 'array' ? (list.children ?? []) : [];
}

function ownersOf(group: Node, id: string): ReturnType<typeof ownerOf>[] {
  return handlersOf(group).map((handler) => ownerOf(getNodeValue(handler), id));
}

function isBlank(text: string): boolean {
  return text.replace('\ufeff', '').trim() === '';
}
