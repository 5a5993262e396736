import { STATUS_CODES } from 'node:http';
import { OrreryError } from '@orrery/protocol';
import { errorCode } from '../files/error-code.ts';

/** What the system says of a way that does not work, and what to do. Continues "Whoever answers at" or an address. */
const NO_WAY: Readonly<Record<string, (url: string) => string>> = {
  ECONNREFUSED: (url) => `Nothing listens at ${url}. Start the hub, or correct the address.`,
  ENOTFOUND: (url) =>
    `The name in ${url} is not known. Correct the address, or look at the network of this machine.`,
  EAI_AGAIN: (url) => `The name in ${url} cannot be looked up now. Look at the network of this machine.`,
  ETIMEDOUT: (url) => `Nothing answers at ${url}. Look at the network and at what filters it.`,
  EHOSTUNREACH: (url) => `There is no way to ${url} from here. Look at the network of this machine.`,
  ENETUNREACH: (url) => `There is no way to ${url} from here. Look at the network of this machine.`,
  ECONNRESET: (url) => `The connection to ${url} was cut. It is tried again.`,
  EPIPE: (url) => `The connection to ${url} was cut. It is tried again.`,
};

/** Before the hub's proof nobody is called the hub. */
function whoAt(url: string, isProven: boolean): string {
  return isProven ? 'The hub' : `Whoever answers at ${url}`;
}

/** A socket that failed, in words that say what to do. */
export function describeSocketFailure(cause: Error, url: string, isProven: boolean): OrreryError {
  return new OrreryError('unavailable', wordsOf(cause, url, isProven), { cause });
}

function wordsOf(cause: Error, url: string, isProven: boolean): string {
  const code = errorCode(cause) ?? '';
  const who = whoAt(url, isProven);
  const noWay = NO_WAY[code];
  if (noWay !== undefined) return noWay(url);
  const status = /^Unexpected server response: (\d{3})/.exec(cause.message)?.[1];
  if (status !== undefined) return describeStatusCode(Number(status), url);
  if (/handshake has timed out/.test(cause.message))
    return `${who} did not answer in time. It is tried again.`;
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
    return `${who} sent more at once than a hub does, and the connection was closed. If that is your hub, update it and this agent.`;
  if (code.startsWith('WS_ERR') || /Invalid (WebSocket frame|Sec-WebSocket)|Server sent/.test(cause.message))
    return `${who} sent what is no message of a hub. If that is your hub, something on the way changes what passes: let it pass /agent untouched.`;
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code))
    return `${who} shows no certificate that this machine trusts (${code}). Correct the address or the certificate.`;
  if (/^HPE_|Parse Error/.test(code || cause.message))
    return `${who} does not speak HTTP. Correct the address.`;
  return `${url} cannot be reached (${code || 'no reason given'}). Look whether the hub runs there.`;
}

function describeStatusCode(status: number, url: string): string {
  const answered = `Whoever answers at ${url} said ${status} (${STATUS_CODES[status] ?? 'unknown'})`;
  if (status >= 300 && status < 400)
    return `${answered} and names another address, to which an agent does not go. Give the hub's own address: --hub URL`;
  if (status === 401 || status === 403)
    return `${answered}. If a proxy asks for a sign-in there, let it pass /agent.`;
  if (status === 404 || status === 200 || status === 426)
    return `${answered}: there is no hub at this address, or a proxy before it does not pass WebSocket. Correct one of the two.`;
  if (status >= 500) return `${answered}: a proxy, most likely, whose hub does not run. Start the hub.`;
  return `${answered}. Correct the address, or let the proxy before the hub pass /agent.`;
}

/** What went wrong before the hub's proof: said of whoever answers, however it was found. */
export function unprovenFailure(error: OrreryError, url: string): OrreryError {
  const words = `Whoever answers at ${url}`;
  // The last of them comes from a hub that has just proved itself.
  const isOwnWords = error.kind === 'hubKeyMismatch' || error.kind === 'unsupportedVersion';
  if (error.message.startsWith(words) || isOwnWords) return error;
  return new OrreryError(
    'unavailable',
    `${words} did not begin as a hub does. Nothing was done with what came. Correct the address, or update the hub there if it is yours. (${error.message})`,
    {
      cause: error,
    },
  );
}
