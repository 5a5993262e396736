import { globalRegistry, type ZodType } from 'zod';

/** The parts of a schema that let in as much as somebody likes, by their path. */
export function unboundedParts(schema: unknown, path: string): string[] {
  return walk(schema as ZodType, path, new Set());
}

interface Check {
  check: string;
  maximum?: number;
  length?: number;
  value?: number;
}

interface Definition {
  type: string;
  checks?: { _zod: { def: Check } }[];
  shape?: Record<string, ZodType>;
  options?: ZodType[];
  items?: ZodType[];
  element?: ZodType;
  keyType?: ZodType;
  valueType?: ZodType;
  innerType?: ZodType;
  in?: ZodType;
  out?: ZodType;
  rest?: ZodType | null;
}

/** Kinds that are one of a few values. */
const CLOSED = new Set(['boolean', 'enum', 'literal', 'null', 'undefined', 'transform']);

function walk(schema: ZodType, path: string, seen: Set<ZodType>): string[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const def = schema._zod.def as unknown as Definition;
  const inside = (part: ZodType | null | undefined, name: string) =>
    part ? walk(part, `${path}${name}`, new Set(seen)) : [];
  const budget = globalRegistry.get(schema)?.budget;
  switch (def.type) {
    case 'string':
      return hasMost(def) ? [] : [`${path}: string without a largest length`];
    case 'number':
    case 'int':
      return hasMost(def) && hasLeast(def) ? [] : [`${path}: number without both bounds`];
    case 'array':
      return [
        ...(hasMost(def) ? [] : [`${path}: list without a largest length`]),
        ...inside(def.element, '[]'),
      ];
    case 'record':
      return [
        ...(budget === undefined ? [`${path}: record without a largest number of keys`] : []),
        ...inside(def.keyType, '{key}'),
        ...inside(def.valueType, '{}'),
      ];
    case 'unknown':
    case 'any':
      return budget === undefined ? [`${path}: free value without a budget`] : [];
    case 'object':
      return Object.entries(def.shape ?? {}).flatMap(([key, part]) => inside(part, `.${key}`));
    case 'union':
      return (def.options ?? []).flatMap((option, i) => inside(option, `|${i}`));
    case 'tuple':
      return [...(def.items ?? []).flatMap((item, i) => inside(item, `[${i}]`)), ...inside(def.rest, '[]')];
    case 'pipe':
      return [...inside(def.in, ''), ...inside(def.out, '')];
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
    case 'nonoptional':
      return inside(def.innerType, '');
    default:
      return CLOSED.has(def.type) ? [] : [`${path}: nobody has said how a ${def.type} is bounded`];
  }
}

function hasMost({ checks = [] }: Definition): boolean {
  return checks.some(({ _zod: { def } }) => {
    const most = { max_length: def.maximum, length_equals: def.length, less_than: def.value }[def.check];
    return Number.isFinite(most);
  });
}

function hasLeast({ checks = [] }: Definition): boolean {
  return checks.some(({ _zod: { def } }) => def.check === 'greater_than' && Number.isFinite(def.value));
}
