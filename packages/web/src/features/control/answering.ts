import type { ApproveRequest, DenyRequest, Role } from '@orrery/protocol';
import type { LiveState } from '../../state/live-state.ts';
import type { PermissionRequestView } from '../../state/wire-types.ts';
import type { Toast } from '../../ui/toast-card.tsx';
import type { Arming } from './arming.ts';
import { notWholeWords, shownKey, UNREAD } from './asked.ts';
import type { ControlApi } from './control-api.ts';
import { answerFailure } from './failure-words.ts';
import { answerOffer } from './offer.ts';

/** What a person says to a request. */
export type Decision =
  | { kind: 'approve'; body?: Partial<Omit<ApproveRequest, 'digest'>> }
  | { kind: 'deny'; body?: Omit<DenyRequest, 'digest'> };

/** A decision on the one request that was visible, as it was rendered, from the place where it was. */
export interface Answer {
  sessionId: string;
  request: PermissionRequestView;
  place: string;
  decision: Decision;
}

/** What is under way for a request. */
export type Busy = Decision['kind'];

/** The outside world of what acts. */
export interface ControlPort {
  api: ControlApi;
  /** Names what was rendered, as the hub does. */
  digest(sessionId: string, request: PermissionRequestView): string | Promise<string>;
  now(): number;
  after(delayMs: number, task: () => void): () => void;
  /** Including what readers have not been told of yet. */
  state(): LiveState;
  role(): Role | null;
  toast(toast: Toast): void;
  dismiss(key: string): void;
  announce(text: string): void;
}

/** Sends answers, each once. */
export interface Answering {
  /** Acts if the place is armed and nothing is under way; says why not otherwise. */
  answer(answer: Answer): void;
  busyOf(requestId: string): Busy | null;
  subscribe(listener: () => void): () => void;
  close(): void;
}

/** An answer that was taken but whose request stays is offered again after this long. */
const FORGET_MS = 10_000;

class Answers implements Answering {
  readonly #port: ControlPort;
  readonly #arming: Arming;
  readonly #busy = new Map<string, Busy>();
  readonly #timers = new Set<() => void>();
  readonly #listeners = new Set<() => void>();

  constructor(port: ControlPort, arming: Arming) {
    this.#port = port;
    this.#arming = arming;
  }

  answer(answer: Answer): void {
    const { request, place, decision } = answer;
    if (this.#busy.has(request.id)) return;
    if (!this.#arming.isArmed(place, shownKey(request))) {
      this.#port.announce('The request has just appeared. Read it, then answer.');
      return;
    }
    if (decision.kind === 'approve' && this.#arming.isUnread(place, shownKey(request))) {
      this.#port.toast({ title: UNREAD, key: `answer:${request.id}` });
      return;
    }
    this.#trySend(answer);
  }

  busyOf(requestId: string): Busy | null {
    return this.#busy.get(requestId) ?? null;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    for (const stop of this.#timers) stop();
    this.#listeners.clear();
  }

  #trySend(answer: Answer): void {
    const requestId = answer.request.id;
    if (this.#busy.has(requestId)) return;
    const found = this.#find(answer);
    if (found.why !== null) {
      this.#port.toast({ title: found.why, key: `answer:${requestId}` });
      return;
    }
    this.#set(requestId, answer.decision.kind);
    this.#port.dismiss(`answer:${requestId}`);
    this.#send(answer).then(
      () => this.#taken(answer, found),
      (error: unknown) => this.#failed(answer, found, error),
    );
  }

  #send(answer: Answer): Promise<void> {
    const digest = this.#port.digest(answer.sessionId, answer.request);
    return typeof digest === 'string'
      ? this.#post(answer, digest)
      : digest.then((each) => this.#post(answer, each));
  }

  #post({ request, decision }: Answer, digest: string): Promise<void> {
    return decision.kind === 'approve'
      ? this.#port.api.approve(request.id, { ...decision.body, digest })
      : this.#port.api.deny(request.id, { ...decision.body, digest });
  }

  #find({ sessionId, request: { id: requestId, digest }, decision }: Answer): Found {
    const state = this.#port.state();
    const session = state.sessions.get(sessionId);
    const request = session?.requests.find(({ id }) => id === requestId) ?? null;
    const host = state.hosts.get(session?.hostId ?? '');
    const hostName = host?.name ?? 'its machine';
    if (request === null) return { request, hostName, why: 'The request is over. Nothing was sent.' };
    if (request.digest !== digest)
      return { request, hostName, why: 'It asks for something else now. Nothing was sent. Look again.' };
    if (decision.kind === 'approve' && !request.isWhole)
      return { request, hostName, why: notWholeWords(hostName) };
    const facts = { role: this.#port.role(), connection: state.connection.status, host };
    const offer = answerOffer(facts, request, this.#port.now() + state.skewMs);
    return { request, hostName, why: offer.isOffered ? null : offer.why };
  }

  #taken({ request: { id: requestId }, decision }: Answer, { request, hostName }: Found): void {
    const what = request?.kind === 'permission' ? request.tool : (request?.kind ?? '');
    this.#port.announce(
      request?.kind === 'question' && decision.kind === 'approve'
        ? `Answer sent to ${hostName}.`
        : `${decision.kind === 'approve' ? 'Approved' : 'Denied'}: ${what} on ${hostName}.`,
    );
    const stop = this.#port.after(FORGET_MS, () => {
      this.#timers.delete(stop);
      this.#set(requestId, null);
    });
    this.#timers.add(stop);
  }

  #failed(answer: Answer, { request, hostName }: Found, error: unknown): void {
    this.#set(answer.request.id, null);
    const isAnswer = request?.kind === 'question' && answer.decision.kind === 'approve';
    const verb = isAnswer ? 'Answer' : answer.decision.kind === 'approve' ? 'Approve' : 'Deny';
    const { canRetry, ...words } = answerFailure(verb, hostName, error);
    this.#port.toast({
      ...words,
      key: `answer:${answer.request.id}`,
      ...(canRetry ? { action: { label: 'Retry', run: () => this.#trySend(answer) } } : {}),
    });
  }

  #set(requestId: string, busy: Busy | null): void {
    if (busy === null) this.#busy.delete(requestId);
    else this.#busy.set(requestId, busy);
    for (const listener of [...this.#listeners]) listener();
  }
}

interface Found {
  request: PermissionRequestView | null;
  hostName: string;
  why: string | null;
}

/** Makes the sender of answers. Clock, calls and words come from outside. */
export function createAnswering(port: ControlPort, arming: Arming): Answering {
  return new Answers(port, arming);
}
