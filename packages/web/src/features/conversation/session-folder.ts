import { createContext, useContext } from 'react';
import { withinFolder } from '../../format/within-folder.ts';

/** The folder that the session around it works in: paths below it are told from there. */
export const SessionFolder = createContext<string | null>(null);

/** A path, or a text with paths, as short as it can be told in this session. */
export function useShortPath(text: string): string {
  return withinFolder(text, useContext(SessionFolder));
}
