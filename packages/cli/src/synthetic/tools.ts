import type { ClientVersion } from './client-version.ts';
import type { Project } from './projects.ts';
import type { Random } from './random.ts';
import type { PhraseBook } from './text/phrase-book.ts';
import { filePath, functionName } from './text/phrases.ts';
import type { ToolOutcome } from './thread.ts';

/** A tool call and what it will answer. */
export interface ToolPlan {
  name: string;
  input: Record<string, unknown>;
  outcome: ToolOutcome;
  /** How long it runs, milliseconds. */
  takesMs: number;
}

export interface ToolContext {
  random: Random;
  book: PhraseBook;
  project: Project;
  cwd: string;
  version: ClientVersion;
  /** About how much text the answer has. */
  chars: number;
}

/** Any of the tools, in the mix of a working day. */
export function anyTool(context: ToolContext): ToolPlan {
  const { random } = context;
  const dice = random.next();
  if (dice < 0.34) return bashTool(context);
  if (dice < 0.64) return readTool(context);
  if (dice < 0.82) return editTool(context);
  if (dice < 0.92) return grepTool(context);
  return writeTool(context);
}

function chooseFile(context: ToolContext): { path: string; content: string } {
  const file = context.random.pickSkewed(context.project.files);
  return { path: inProject(context.cwd, file.path), content: file.content };
}

/** `Read`: a file of the project, or a slice of it as long as asked for. */
export function readTool(context: ToolContext): ToolPlan {
  const { random, book, project, chars } = context;
  // Newer clients set line numbers off by a tab, older ones by an arrow.
  const { modern } = context.version;
  const file = chooseFile(context);
  const content =
    chars > file.content.length
      ? file.content + book.code(random, project.language, chars - file.content.length)
      : file.content.slice(0, Math.max(200, chars));
  const lines = content.split('\n');
  const separator = modern ? '\t' : '→';
  const numbered = lines.map(
    (line, index) => `${modern ? index + 1 : String(index + 1).padStart(6)}${separator}${line}`,
  );
  return {
    name: 'Read',
    input: { file_path: file.path },
    outcome: {
      content: numbered.join('\n'),
      kept: {
        type: 'text',
        file: {
          filePath: file.path,
          content,
          numLines: lines.length,
          startLine: 1,
          totalLines: lines.length,
        },
      },
    },
    takesMs: random.int(8, 90),
  };
}

/** `Bash`: output as of builds, tests and servers; one in nine fails. */
export function bashTool(context: ToolContext, told?: { command: string; output: string }): ToolPlan {
  const { random, book, chars } = context;
  const run = told?.command ?? book.line(random, 'sh');
  const output = told?.output ?? book.log(random, chars);
  const input = { command: run, description: `Run ${run.split(' ').slice(0, 3).join(' ')}` };
  const takesMs = Math.min(90_000, random.around(900, 1.2));
  if (told === undefined && random.chance(0.11)) {
    const text = `Exit code ${random.int(1, 3)}\n${output}`;
    return {
      name: 'Bash',
      input,
      outcome: { content: text, kept: `Error: ${text}`, isError: true },
      takesMs,
    };
  }
  const kept = {
    stdout: output,
    stderr: '',
    interrupted: false,
    isImage: false,
    ...(context.version.modern ? { noOutputExpected: false } : {}),
  };
  return { name: 'Bash', input, outcome: { content: output, kept, isError: false }, takesMs };
}

/** `Edit`: two lines of a file changed, with the patch that the client keeps. */
export function editTool(context: ToolContext, path?: string): ToolPlan {
  const { random, book, project } = context;
  const file =
    path === undefined ? chooseFile(context) : { path, content: book.code(random, project.language, 600) };
  const lines = file.content.split('\n');
  const start = random.int(0, Math.max(0, lines.length - 8));
  const old = lines.slice(start, start + random.int(1, 4));
  const fresh = Array.from({ length: random.int(1, 6) }, () => book.line(random, project.language));
  const oldText = old.join('\n');
  const newText = fresh.join('\n');
  const patch = {
    oldStart: start + 1,
    oldLines: old.length,
    newStart: start + 1,
    newLines: fresh.length,
    lines: [...old.map((line) => `-${line}`), ...fresh.map((line) => `+${line}`)],
  };
  return {
    name: 'Edit',
    input: { file_path: file.path, old_string: oldText, new_string: newText, replace_all: false },
    outcome: {
      content: `The file ${file.path} has been updated successfully.`,
      kept: {
        filePath: file.path,
        oldString: oldText,
        newString: newText,
        originalFile: context.version.modern ? file.content : null,
        structuredPatch: [patch],
        userModified: false,
        replaceAll: false,
      },
    },
    takesMs: random.int(10, 120),
  };
}

/** `Write`: a new file. */
function writeTool(context: ToolContext): ToolPlan {
  const { random, book, project, cwd, chars } = context;
  const path = inProject(cwd, filePath(random, project.language));
  const content = book.code(random, project.language, Math.max(200, chars * 0.6));
  return {
    name: 'Write',
    input: { file_path: path, content },
    outcome: {
      content: `File created successfully at: ${path}`,
      kept: {
        type: 'create',
        filePath: path,
        content,
        structuredPatch: [],
        ...(context.version.version === '2.0.30' ? {} : { originalFile: null }),
        ...(context.version.modern ? { userModified: false } : {}),
      },
    },
    takesMs: random.int(10, 80),
  };
}

/** `Grep`: lines of several files. */
export function grepTool(context: ToolContext): ToolPlan {
  const { random, book, project, cwd, chars } = context;
  const pattern = `${functionName(random)}\\(`;
  let content = '';
  let count = 0;
  while (content.length < Math.min(chars, 8_000)) {
    content += `${random.pick(project.files).path}:${random.int(1, 900)}:${book.line(random, project.language)}\n`;
    count += 1;
  }
  return {
    name: 'Grep',
    input: { pattern, path: cwd, output_mode: 'content' },
    outcome: {
      content,
      kept: {
        mode: 'content',
        numFiles: 0,
        filenames: [],
        content,
        numLines: count,
        ...(context.version.apiLog ? { totalLines: count } : {}),
      },
    },
    takesMs: random.int(20, 400),
  };
}

/** A file of a project, in the style of the machine that the project is on. */
export function inProject(cwd: string, path: string): string {
  return cwd.includes('\\') ? `${cwd}\\${path.replaceAll('/', '\\')}` : `${cwd}/${path}`;
}
