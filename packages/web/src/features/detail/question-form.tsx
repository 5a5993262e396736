import { useId, useMemo, useState } from 'react';
import { withUnseenNamed } from '../../format/visible-text.ts';
import type { PermissionRequestView } from '../../state/wire-types.ts';
import { Button } from '../../ui/button.tsx';
import type { Busy, Decision } from '../control/answering.ts';
import {
  answersOf,
  type Choice,
  noChoice,
  type Question,
  readQuestions,
  withOption,
  withOther,
} from './question-input.ts';

interface QuestionFormProps {
  request: PermissionRequestView;
  busy: Busy | null;
  why: string | null;
  /** Why it cannot be answered although it can be turned away. */
  whyNotAnswer: string | null;
  onAnswer: (decision: Decision) => void;
}

/** The questions with their options, and room for other words. */
export function QuestionForm({ request, busy, why, whyNotAnswer, onAnswer }: QuestionFormProps) {
  const questions = useMemo(() => readQuestions(request.input), [request.input]);
  const [choices, setChoices] = useState<ReadonlyMap<string, Choice>>(new Map());
  const answers = questions === null ? null : answersOf(questions, choices);
  const choose = (question: Question, choice: Choice) =>
    setChoices(new Map(choices).set(question.question, choice));
  const missing =
    questions === null
      ? 'The options are not known here. Answer it on its machine.'
      : answers === null
        ? 'Choose an answer first.'
        : null;
  const otherBusy = busy === null ? null : 'Your answer is on its way.';
  return (
    <form
      className="mt-1.5 flex flex-col gap-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (why === null && busy === null && answers !== null)
          onAnswer({ kind: 'approve', body: { answers } });
      }}
    >
      {questions === null ? (
        <p className="text-14 whitespace-pre-wrap">{withUnseenNamed(request.text)}</p>
      ) : (
        questions.map((question) => (
          <QuestionField
            key={question.question}
            question={question}
            choice={choices.get(question.question) ?? noChoice}
            isOff={why !== null || busy !== null}
            onChoice={(choice) => choose(question, choice)}
          />
        ))
      )}
      <div className="flex justify-end gap-2 max-md:*:h-11 max-md:*:flex-1">
        <Button
          why={busy === 'deny' ? null : (why ?? otherBusy)}
          busy={{ word: 'Sending', isBusy: busy === 'deny' }}
          onClick={() => onAnswer({ kind: 'deny' })}
        >
          Do not answer
        </Button>
        <Button
          type="submit"
          look="primary"
          why={busy === 'approve' ? null : (why ?? otherBusy ?? whyNotAnswer ?? missing)}
          busy={{ word: 'Sending', isBusy: busy === 'approve' }}
        >
          Send answer
        </Button>
      </div>
    </form>
  );
}

interface QuestionFieldProps {
  question: Question;
  choice: Choice;
  isOff: boolean;
  onChoice: (choice: Choice) => void;
}

function QuestionField({ question, choice, isOff, onChoice }: QuestionFieldProps) {
  const name = useId();
  const type = question.multiSelect === true ? 'checkbox' : 'radio';
  return (
    <fieldset disabled={isOff} className="min-w-0">
      <legend className="text-14 font-semibold">
        {withUnseenNamed(question.question)}
        {question.multiSelect === true && (
          <span className="pl-2 text-12 font-normal text-fg-3">several can be chosen</span>
        )}
      </legend>
      <div className="mt-1 grid gap-1">
        {question.options.map(({ label, description }) => (
          <label
            key={label}
            className="flex cursor-pointer items-start gap-2 rounded-control px-2 py-1 hover:bg-hover has-checked:bg-selected max-md:min-h-11"
          >
            <input
              type={type}
              name={name}
              checked={choice.labels.includes(label)}
              onChange={() => onChoice(withOption(question, choice, label))}
              className="mt-[3px] size-3.5 flex-none accent-input-solid"
            />
            <span className="min-w-0">
              <span className="block font-medium">{withUnseenNamed(label)}</span>
              {description !== undefined && description !== '' && (
                <span className="block text-12 text-fg-2">{withUnseenNamed(description)}</span>
              )}
            </span>
          </label>
        ))}
        <label className="flex items-center gap-2 px-2">
          <span className="flex-none text-fg-2">Other</span>
          <input
            type="text"
            value={choice.other}
            maxLength={4096}
            autoComplete="off"
            placeholder="In your own words"
            onChange={(event) => onChoice(withOther(question, choice, event.target.value))}
            className="h-7 min-w-0 flex-1 rounded-control bg-canvas px-2 ring-1 ring-edge ring-inset placeholder:text-fg-3 max-md:h-11 max-md:text-16"
          />
        </label>
      </div>
    </fieldset>
  );
}
