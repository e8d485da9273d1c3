import type { SignatureProblem } from '../../model/finding.js';
import type { LogSource, SigmaDocument } from './ast.js';
import { DocumentReader } from './document-reader.js';
import { parseCorrelation } from './parse-correlation.js';
import { parseDetections } from './parse-detection.js';
import { parseHeader, parseLogSource } from './parse-header.js';
import { SigmaError, toProblem } from './problem.js';
import { couldMatter, isSigma, looksLikeRule } from './relevance.js';
import { readYaml, type YamlEntry, type YamlMap, type YamlNode } from './yaml-tree.js';

export interface ParsedSigma {
  /** In the order of the text. */
  readonly documents: readonly SigmaDocument[];
  readonly problems: readonly SignatureProblem[];
}

/**
 * Reads every Sigma document of a text: rules, correlations and filters, with the collection actions of Sigma 1
 * (`action: global`, `reset`, `repeat`). A document with a fault becomes a problem; the others load. Never throws.
 * @param records what is read: a fault in a rule for others hides nothing.
 */
export function parseSigmaDocuments(
  text: string,
  path: string,
  records: readonly LogSource[] | null = null,
): ParsedSigma {
  const yaml = readYaml(text);
  const problems = yaml.errors.map((error) => toProblem(error, path, null, looksLikeRule(text)));
  const parsed = parseSigmaTree(yaml.documents, path, records);
  problems.push(...parsed.problems);
  if (yaml.documents.length === 0 && problems.length === 0) {
    problems.push(toProblem(new SigmaError('The file has no Sigma document.', null), path, null, false));
  }
  return { documents: parsed.documents, problems };
}

/** The same of a text that was read as YAML. */
export function parseSigmaTree(
  nodes: readonly YamlNode[],
  path: string,
  records: readonly LogSource[] | null = null,
): ParsedSigma {
  const problems: SignatureProblem[] = [];
  const documents: SigmaDocument[] = [];
  let template: YamlMap | null = null;
  let previous: YamlMap | null = null;
  for (const node of nodes) {
    try {
      if (node.type !== 'map') throw new SigmaError('This is no rule, which would be a map.', node.position);
      if (!isSigma(node)) {
        const hint = 'A rule has a detection, a correlation or a filter.';
        throw new SigmaError('This is no rule, but YAML of another kind.', node.position, hint);
      }
      const action = node.entries.has('action') ? new DocumentReader(node, 'document').text('action', true) : null;
      if (action === 'global') template = previous = without(node, 'action');
      else if (action === 'reset') template = null;
      else if (action === 'repeat') {
        previous = previous ? merge(previous, without(node, 'action')) : without(node, 'action');
        documents.push(parseDocument(previous, path));
      } else if (action !== null) {
        const hint = 'Use global, reset or repeat, or leave the key out.';
        throw new SigmaError(`"${action}" is no action.`, node.entries.get('action')?.value.position ?? null, hint);
      } else {
        const own = node.entries.has('correlation') || node.entries.has('filter');
        const document: YamlMap = template && !own ? merge(node, template) : node;
        if (!own) previous = document;
        documents.push(parseDocument(document, path));
      }
    } catch (error) {
      problems.push(toProblem(error, path, nameOf(node), couldMatter(node, records)));
    }
  }
  return { documents, problems };
}

function parseDocument(map: YamlMap, path: string): SigmaDocument {
  const header = parseHeader(map, path);
  const document = new DocumentReader(map, 'document');
  if (document.entry('correlation')) return parseCorrelation(map, header);
  if (document.entry('filter')) {
    const filter = document.reader('filter');
    // One text, as the reference implementation and the schema have it.
    filter.text('condition', true);
    return {
      kind: 'filter',
      ...header,
      logSource: parseLogSource(map),
      rules: filterRules(filter),
      detection: parseDetections(filter.map, ['rules']),
    };
  }
  document.required('detection', 'Add a detection with selections and a condition.');
  const logSource = parseLogSource(map);
  return { kind: 'rule', ...header, logSource, detection: parseDetections(document.reader('detection').map) };
}

function filterRules(filter: DocumentReader): readonly string[] | 'any' {
  filter.required('rules', 'List the ids or names of rules, or write any.');
  const rules = filter.texts('rules', true);
  // An empty list means any rule in the reference implementation.
  return rules.length === 0 || (rules.length === 1 && rules[0]?.toLowerCase() === 'any') ? 'any' : rules;
}

/** Title, name or id, as far as the document has one. */
function nameOf(node: YamlNode): string | null {
  if (node.type !== 'map') return null;
  for (const key of ['id', 'name', 'title']) {
    const value = node.entries.get(key)?.value;
    if (value?.type === 'scalar' && typeof value.value === 'string') return value.value;
  }
  return null;
}

function without(map: YamlMap, key: string): YamlMap {
  const entries = new Map(map.entries);
  entries.delete(key);
  return { ...map, entries };
}

/** The first map with the second laid over it, map by map: what the second says wins. */
function merge(under: YamlMap, over: YamlMap): YamlMap {
  const entries = new Map<string, YamlEntry>(under.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key)?.value;
    const value = below?.type === 'map' && entry.value.type === 'map' ? merge(below, entry.value) : entry.value;
    entries.set(key, { ...entry, value });
  }
  return { ...under, entries };
}
