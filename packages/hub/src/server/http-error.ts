import { type ErrorBody, type ErrorKind, OrreryError, toErrorBody } from '@orrery/protocol';

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  rateLimited: 429,
  tooLarge: 413,
  unsupportedVersion: 426,
  joinRefused: 403,
  duplicateIdentity: 409,
  hubKeyMismatch: 403,
  storage: 503,
  unavailable: 503,
  internal: 500,
};

/** An error as HTTP says it. */
export interface HttpError {
  status: number;
  body: ErrorBody;
  headers: Record<string, string>;
}

/** Turns anything thrown into status, body and headers. Only our own errors keep their words. */
export function toHttpError(error: unknown): HttpError {
  const body = toErrorBody(error instanceof OrreryError ? error : (fromFastify(error) ?? error));
  const headers: Record<string, string> = {};
  if (body.retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(body.retryAfterMs / 1000));
  return { status: STATUS[body.kind], body, headers };
}

/** Errors of the framework are the client's faults (bad JSON, body too large, wrong media type) when they carry a 4xx. */
function fromFastify(error: unknown): OrreryError | null {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number')
    return null;
  if ('validation' in error && Array.isArray(error.validation)) {
    return new OrreryError('invalid', `The request does not fit: ${error.message}.`, { cause: error });
  }
  // Its words repeat the address.
  if ('code' in error && error.code === 'FST_ERR_BAD_URL')
    return new OrreryError('invalid', 'The address cannot be read: a % in it is followed by no code.');
  if (error.statusCode === 413) return new OrreryError('tooLarge', 'The request body is too large.');
  if (error.statusCode === 404) return new OrreryError('notFound', 'There is nothing here.');
  if (error.statusCode >= 400 && error.statusCode < 500) {
    return new OrreryError('invalid', `The request cannot be read: ${error.message}.`, { cause: error });
  }
  return null;
}
