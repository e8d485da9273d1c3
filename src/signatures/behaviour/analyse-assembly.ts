import { type AssemblyCode, type Judge, readAssemblyCode } from '../../formats/pe/assembly-code.js';
import { Table } from '../../formats/pe/metadata.js';
import { isMicrosoftToken } from '../../formats/pe/strong-name.js';
import { isStrongNameValid, publicKeyTokenOf } from '../../formats/pe/verify-strong-name.js';
import type { WebContent } from '../../formats/views/web-content.js';
import type { Behaviour } from './analyse-behaviour.js';
import type { Budget } from './flow.js';
import { followData } from './follow-data.js';
import { POSTED_CONTROLS } from './request-data.js';
import { FILE_OPENERS } from './calls/result-types.js';
import { SINKS } from './sinks/sinks.js';
import {
  CALLED_BY_CLIENTS,
  CALLED_REMOTELY,
  CALLED_WITH_MAIL,
  CALLED_WITH_REQUEST,
  TYPES,
  WORKER_READS,
} from './vocabulary.js';

/** What an assembly does, and with whose data. */
export interface AssemblyBehaviour extends Behaviour {
  readonly assembly: AssemblyCode;
  /** Name by which it calls itself. */
  readonly name: string;
}

/** Methods of an assembly that is made for one thing. */
const FEW = 150;

/** Whether it is made for one thing: in a whole application, which data reaches which call is less sure. */
export function doesLittleElse({ assembly }: Pick<AssemblyBehaviour, 'assembly'>): boolean {
  return assembly.members.methods.length <= FEW;
}

/** An assembly may hold a whole application; some seconds at worst. */
const BUDGET: Budget = { steps: 1_000_000, perMethod: 6000 };

const known = new WeakMap<WebContent, AssemblyBehaviour | null>();

/**
 * Follows the data of an assembly once, for all detectors that ask. Null where the file is none, and where Microsoft signed it as it
 * is: a publisher's name and the token of a key are claims that anybody can make.
 */
export function analyseAssembly(content: WebContent): AssemblyBehaviour | null {
  const before = known.get(content);
  if (before !== undefined) return before;
  const behaviour = isOfMicrosoft(content.bytes) ? null : analyse(content.bytes);
  known.set(content, behaviour);
  return behaviour;
}

function isOfMicrosoft(bytes: Uint8Array): boolean {
  return isMicrosoftToken(publicKeyTokenOf(bytes)) && isStrongNameValid(bytes);
}

function analyse(bytes: Uint8Array): AssemblyBehaviour | null {
  const assembly = readAssemblyCode(bytes, judge);
  if (assembly === null) return null;
  const { metadata } = assembly.members;
  const name = metadata.string({ table: Table.assembly, number: 1 }, 7);
  if (assembly.code === null)
    return {
      assembly,
      name,
      code: [],
      calls: [],
      names: new Map(),
      checksNames: false,
      checksEndings: false,
      kept: new Map(),
      asked: new Set(),
      passes: false,
      limits: assembly.limits,
    };
  const { limits, ...followed } = followData([{ index: 0, unit: assembly.code.unit }], new Map(), {
    roots: assembly.roots,
    budget: BUDGET,
  });
  return {
    assembly,
    name,
    code: [assembly.code],
    ...followed,
    limits: [...new Set([...assembly.limits, ...limits])],
  };
}

/** Kinds of calls that every application makes of itself: alone they are no reason to follow its code. */
const EVERYDAY = new Set(['read', 'list', 'database', 'sql', 'respond', 'registry', 'inventory', 'touch']);

/** Types by which a request is read. */
const SOURCES =
  /^(?:httprequest\w*|httpcontext\w*|httplistenerrequest|httplistenercontext|httppostedfile\w*|httpworkerrequest|websocketcontext|aspnetwebsocketcontext|incomingwebrequestcontext|operationcontext|networkstream|socket|tcpclient|udpclient|namedpipe\w+)$/;

/** Ways to call what stands nowhere in the code by its name. */
const REFLECTION = new Set([
  'methodbase.invoke',
  'methodinfo.invoke',
  'type.invokemember',
  'delegate.dynamicinvoke',
  // Of Visual Basic: what is then done with the object is bound late.
  'interaction.createobject',
  'interaction.getobject',
  'interaction.callbyname',
]);

const judge: Judge = {
  member: (typeName, name) => {
    const written = typeName.toLowerCase();
    const type = TYPES.get(written) ?? written;
    return isSink(type, name.toLowerCase()) ? 'sink' : isSource(written, name) ? 'source' : null;
  },
  isCalledWithData: ({ name, isPublic, owner }, attributes) =>
    CALLED_WITH_REQUEST.test(name) ||
    attributes.some((attribute) => CALLED_BY_CLIENTS.test(attribute)) ||
    owner.bases.some((base) => {
      const name = base.slice(base.lastIndexOf('.') + 1).toLowerCase();
      return CALLED_WITH_MAIL.test(name) || (isPublic && CALLED_REMOTELY.test(name));
    }),
};

function isSink(type: string, name: string): boolean {
  // An imported function.
  if (type === '') return SINKS.has(name) || SINKS.has(name.replace(/[aw]$/, ''));
  const key = name === '.ctor' ? `new:${type}` : `${type}.${name}`;
  if (REFLECTION.has(key) || type === 'process' || type === 'processstartinfo') return true;
  const sink = SINKS.get(key) ?? SINKS.get(`.${name}`);
  if (sink !== undefined) return !EVERYDAY.has(sink.kind);
  return FILE_OPENERS.has(key) && key !== 'new:fileinfo';
}

function isSource(type: string, name: string): boolean {
  if (SOURCES.test(type)) return true;
  if (name === 'get_Request' || WORKER_READS.has(name.toLowerCase())) return true;
  return POSTED_CONTROLS.has(type) && /^get_(?:Text|Value|FileBytes|PostedFile|FileContent|FileName)$/.test(name);
}
