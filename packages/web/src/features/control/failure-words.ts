import { OrreryError } from '@orrery/protocol';
import type { Toast } from '../../ui/toast-card.tsx';

type Words = Pick<Toast, 'title' | 'text' | 'isError'> & { canRetry: boolean };

const notRun = { Approve: 'Nothing ran.', Deny: 'Claude still waits.', Answer: 'Claude still waits.' };

/** What became of an answer that was not taken, and what did not happen. */
export function answerFailure(verb: 'Approve' | 'Deny' | 'Answer', hostName: string, error: unknown): Words {
  if (!(error instanceof OrreryError)) return failed(`${verb} failed`, `${String(error)} ${notRun[verb]}`);
  switch (error.kind) {
    case 'conflict':
      return over(error.message, 'Your answer changed nothing.');
    case 'notFound':
      return over(
        'The request is over',
        'It was answered at the keyboard, or has expired. Nothing was sent.',
      );
    case 'forbidden':
    case 'unauthenticated':
      return { ...failed(`${verb} was refused`, `${error.message} ${notRun[verb]}`), canRetry: false };
    case 'unavailable':
      // Our own lost connection: whether the words arrived before it broke is not known. Where the hub has an answer, it
      // says whether the machine was reached, which is not known either when the agent was lost on the way.
      return isLostAnswer(error)
        ? failed(
            `${verb} may not have reached ${hostName}`,
            'The connection to the hub broke. If the request is still shown, nothing was done.',
          )
        : failed(`${verb} did not go through`, error.message);
    default:
      return failed(`${verb} failed`, `${error.message} ${notRun[verb]}`);
  }
}

/** What became of a close, or of its undoing, that was not taken. */
export function closeFailure(what: 'close' | 'undo', title: string, error: unknown): Words {
  const said = error instanceof Error ? error.message : String(error);
  const isOver = error instanceof OrreryError && (error.kind === 'conflict' || error.kind === 'notFound');
  if (what === 'close') {
    return isOver
      ? over(`“${title}” was not closed`, said)
      : failed(`“${title}” was not closed`, `${said} It goes on.`);
  }
  return isOver
    ? over(`“${title}” cannot be brought back`, `${said} The transcript stays.`)
    : failed('Undo was not taken', `${said} “${title}” stops when its time is over.`);
}

const failed = (title: string, text: string): Words => ({ title, text, isError: true, canRetry: true });
const over = (title: string, text: string): Words => ({ title, text, isError: false, canRetry: false });

/** `fetch` failed: there was no answer at all. An error that the hub itself sent has no cause. */
const isLostAnswer = (error: OrreryError) => error.cause !== undefined;
