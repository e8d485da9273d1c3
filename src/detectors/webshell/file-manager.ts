import { isClassicAsp, webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import { analyseBehaviour } from '../../signatures/behaviour/analyse-behaviour.js';
import { callEvidence } from '../../signatures/behaviour/sinks/call-evidence.js';
import { isPartOfApplication } from '../../signatures/behaviour/pages/part-of-application.js';
import { namesFolder } from '../../signatures/behaviour/pages/script-files.js';
import type { SinkCall } from '../../signatures/behaviour/sinks/sink-call.js';
import { knownText, type Taint } from '../../signatures/behaviour/values/value.js';

const KINDS = ['list', 'read', 'create', 'delete', 'move', 'write', 'download', 'touch'] as const;

export default defineDetector({
  id: 'webshell.file-manager',
  title: 'File manager for any folder that the request names',
  description:
    'Listing, reading, changing, deleting and dating back by a path that the request gives whole is what file managers of intruders do. Applications keep to folders of their own.',
  severity: 'medium',
  confidence: 'moderate',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1083'],
  references: ['WEB-07'],
  falsePositives: ['File managers that administrators installed'],
  nextSteps: [
    'Ask whether anybody installed a file manager',
    'Find the requests to this page and the paths that they carried',
  ],
  consumes: webContent,
  messages: { manager: 'Paths of the request are used to {actions}' },
  *inspect(content, context) {
    const behaviour = analyseBehaviour(content);
    const found = new Map<string, SinkCall>();
    // One call is enough where the request gives a whole path and nothing of the page's own stands before it.
    const reader = behaviour.calls.find(
      ({ kind, name, main, target }) =>
        target?.taint &&
        wholePath(target.taint) &&
        ((kind === 'read' && !/^new /.test(name)) ||
          kind === 'touch' ||
          (kind === 'move' && main.taint && wholePath(main.taint))),
    );
    for (const call of behaviour.calls) {
      const taint = call.target?.taint ?? (call.kind === 'move' ? call.main.taint : null);
      if (taint === null || taint.nameOnly || /^(?:upload|address|socket)$/.test(taint.origin)) continue;
      // An application keeps to a folder of its own.
      if (taint.mixed && namesFolder(knownText(call.target?.taint ? call.target : call.main))) continue;
      if (KINDS.some((kind) => kind === call.kind) && !found.has(call.kind)) found.set(call.kind, call);
    }
    const kinds = KINDS.filter((kind) => found.has(kind));
    // Whoever writes a file also creates it.
    const count = kinds.length - (found.has('create') && found.has('write') ? 1 : 0);
    if (count < 2 && reader === undefined) return;
    const path = context.artifact?.collectedPath ?? null;
    yield {
      message: 'manager',
      data: { actions: kinds },
      at: [...found.values()].flatMap((call) => callEvidence(content, behaviour, call, path).slice(-1)),
      identity: ['manager'],
      ...(count >= 3 ? { severity: 'high' as const } : {}),
      ...((count < 3 && isClassicAsp(content) && isFault(count, [...found.values()])) || isPartOfApplication(content)
        ? { severity: 'low' as const }
        : {}),
    };
  },
});

/**
 * Old applications hand out any file that they are asked for, copy their database to wherever a form says, and delete what a form
 * names below their own site; that is a fault of theirs, and by itself no more.
 */
function isFault(count: number, calls: readonly SinkCall[]): boolean {
  return count < 2 || calls.every(({ main, target }) => (target?.taint ?? main.taint)?.mixed);
}

function wholePath({ origin, mixed, nameOnly }: Taint): boolean {
  return !mixed && !nameOnly && (origin === 'request' || origin === 'control' || origin === 'parameter');
}
