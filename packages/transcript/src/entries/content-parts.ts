import type { EntryPart } from './entry.ts';
import { cutText } from './long-text.ts';
import { idOf, isRecord, listOf, objectOf, type RawRecord, stringOf } from './record.ts';
import { jsonText, keptInput } from './tool-input.ts';

/** A message's content (a string or blocks) as parts. Block types that nobody knows are kept as raw JSON. */
export function contentParts(content: unknown): EntryPart[] {
  if (typeof content === 'string') return [{ type: 'text', ...cutText(content) }];
  const parts: EntryPart[] = [];
  for (const block of listOf(content)) {
    if (typeof block === 'string') parts.push({ type: 'text', ...cutText(block) });
    else if (isRecord(block)) addBlock(parts, block);
  }
  return parts;
}

/** The message's own words: its text blocks, joined. */
export function plainText(content: unknown): string {
  if (typeof content === 'string') return content;
  const texts: string[] = [];
  for (const block of listOf(content)) {
    if (typeof block === 'string') texts.push(block);
    else if (isRecord(block) && block.type === 'text') texts.push(stringOf(block.text) ?? '');
  }
  return texts.join('\n');
}

function addBlock(parts: EntryPart[], block: RawRecord): void {
  const type = stringOf(block.type) ?? '';
  switch (type) {
    case 'text':
      parts.push({ type: 'text', ...cutText(stringOf(block.text) ?? '') });
      return;
    case 'thinking':
      parts.push({ type: 'thinking', ...cutText(stringOf(block.thinking) ?? '') });
      return;
    case 'redacted_thinking':
      parts.push({ type: 'thinking', text: '' });
      return;
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      parts.push(toolUsePart(block));
      return;
    case 'image':
    case 'document':
      parts.push(imagePart(block));
      return;
    default:
      if (type.endsWith('tool_result')) addToolResult(parts, block);
      else parts.push({ type: 'raw', ...cutText(jsonText(block)) });
  }
}

function toolUsePart(block: RawRecord): EntryPart {
  return {
    type: 'toolUse',
    id: idOf(block.id) ?? '',
    name: idOf(block.name) ?? '',
    input: keptInput(block.input),
  };
}

function addToolResult(parts: EntryPart[], block: RawRecord): void {
  const texts: string[] = [];
  const images: EntryPart[] = [];
  if (typeof block.content === 'string') texts.push(block.content);
  else if (isRecord(block.content)) texts.push(jsonText(block.content));
  for (const item of listOf(block.content)) {
    if (typeof item === 'string') texts.push(item);
    else if (isRecord(item)) {
      if (item.type === 'text') texts.push(stringOf(item.text) ?? '');
      else if (item.type === 'image' || item.type === 'document') images.push(imagePart(item));
      else texts.push(jsonText(item));
    }
  }
  parts.push({
    type: 'toolResult',
    toolUseId: idOf(block.tool_use_id) ?? '',
    isError: block.is_error === true,
    ...cutText(texts.join('\n')),
  });
  for (const image of images) parts.push(image);
}

/** The bytes stay in the raw log: base64 would double every block and match every search. */
function imagePart(block: RawRecord): EntryPart {
  const source = objectOf(block.source);
  const data = stringOf(source.data) ?? '';
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  const fallback = block.type === 'document' ? 'application/pdf' : 'image/*';
  return {
    type: 'image',
    mediaType: idOf(source.media_type) ?? fallback,
    sizeBytes: Math.max(0, Math.floor((data.length * 3) / 4) - padding),
  };
}
