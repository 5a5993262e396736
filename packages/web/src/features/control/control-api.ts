import { type ApproveRequest, type DenyRequest, type Resume, resumeSchema } from '@orrery/protocol';
import { call, send } from '../../http.ts';

/** What the page can ask of the hub. Each call throws an `OrreryError` with the hub's words. */
export interface ControlApi {
  approve(requestId: string, body: Partial<ApproveRequest> & Pick<ApproveRequest, 'digest'>): Promise<void>;
  deny(requestId: string, body: DenyRequest): Promise<void>;
  close(sessionId: string): Promise<void>;
  undoClose(sessionId: string): Promise<void>;
}

const permission = (id: string) => `/api/permissions/${encodeURIComponent(id)}`;
const session = (id: string) => `/api/sessions/${encodeURIComponent(id)}`;

/** The hub that served this page. */
export const controlApi: ControlApi = {
  approve: (id, body) => send('POST', `${permission(id)}/approve`, body),
  deny: (id, body) => send('POST', `${permission(id)}/deny`, body),
  close: (id) => send('POST', `${session(id)}/close`, {}),
  undoClose: (id) => send('DELETE', `${session(id)}/close`),
};

/** How to go on with a session, as the hub knows it. */
export const fetchResume = (sessionId: string): Promise<Resume> =>
  call('POST', `${session(sessionId)}/resume`, resumeSchema, {});
