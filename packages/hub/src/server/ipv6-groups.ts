/** The eight groups of an IPv6 address, in short hexadecimal. Takes valid addresses without a zone only. */
export function ipv6Groups(address: string): string[] {
  // The URL parser writes every form of an address in the same way, without dots.
  const [head = '', tail = ''] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':'));
  const [front, back] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0');
  return [...front, ...zeros, ...back];
}
