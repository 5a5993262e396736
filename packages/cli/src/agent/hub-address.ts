const HTTP: Readonly<Record<string, string>> = { 'ws:': 'http:', 'wss:': 'https:' };

/** A hub's address in the one form in which addresses are compared: as http, without path. */
export function hubOrigin(address: string): string {
  const { protocol, host } = new URL(address);
  const scheme = HTTP[protocol] ?? protocol;
  // Behind ws: and http: stand the same default ports, and the parser leaves both out.
  return `${scheme}//${host}`;
}

/** Whether an address leads to this machine, or a tunnel that ends here, and to nobody else. */
export function isLoopbackAddress(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The same with every name of this machine as one: 127.0.0.1 and localhost are spellings of one address. */
export function hubPlace(address: string): string {
  if (!isLoopbackAddress(address)) return hubOrigin(address);
  const url = new URL(hubOrigin(address));
  url.hostname = 'localhost';
  return url.origin;
}
