/** 64-bit hash of a text's UTF-16 units as 16 hex digits, white space at both ends aside. For comparing prompts. */
export function textHash(text: string): string {
  const trimmed = text.trim();
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let index = 0; index < trimmed.length; index += 1) {
    const unit = trimmed.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ (unit + (index & 0xffff)), 0x85ebca6b);
    high = (high << 13) | (high >>> 19);
  }
  return (
    ((high ^ trimmed.length) >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0')
  );
}
