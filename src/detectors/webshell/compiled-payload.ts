import type { Member, OwnMethod } from '../../formats/pe/assembly-members.js';
import { shortName } from '../../formats/pe/assembly-members.js';
import { webContent } from '../../formats/views/web-content.js';
import { defineDetector } from '../../model/detector.js';
import type { FactEvidence } from '../../model/finding.js';
import {
  type AssemblyBehaviour,
  analyseAssembly,
  doesLittleElse,
} from '../../signatures/behaviour/analyse-assembly.js';

/** Calls within calls that are looked through, and methods that one finding looks at. */
const MAXIMUM_DEPTH = 6;
const MAXIMUM_METHODS = 2000;

export default defineDetector({
  id: 'webshell.compiled-payload',
  title: 'Assembly made to be loaded into a running web application',
  description:
    'Payloads that web shells and deserialisation load into memory have to start by what every object has, and stay by what the application keeps: a comparison that answers requests, a provider of pages that no file stands for, machine keys read behind the back of the configuration.',
  severity: 'high',
  confidence: 'strong',
  outcome: 'compromise',
  attack: ['T1505.003', 'T1620'],
  references: ['NET-06', 'WEB-06', 'IIS-06'],
  falsePositives: ['None known'],
  nextSteps: [
    'Take the memory of the worker process before it is recycled',
    'Look for answers to addresses that no file stands for',
    'Look at the assembly without running it',
  ],
  consumes: webContent,
  messages: {
    started: '{method}, which only compares objects elsewhere, calls {called}',
    provider: '{method} registers a provider of pages that the assembly holds in itself ({called})',
    keys: '{method} reads the machine keys of the application ({called})',
    carried: '{method} loads a program that the assembly carries with it, disguised ({called})',
    veiled: '{method} hands data of the request to a method whose name it decodes ({called})',
    memory: '{method} puts machine code into memory and runs it ({called})',
  },
  *inspect(content, context) {
    const behaviour = analyseAssembly(content);
    if (behaviour === null) return;
    const path = context.artifact?.collectedPath ?? null;
    // In a whole application, what describes an object comes to nearly everything by way of others.
    const isApplication = !doesLittleElse(behaviour);
    for (const { message, method, called } of findings(behaviour, content.bytes)) {
      const data = { method: method.label, called };
      const at: FactEvidence[] = [{ type: 'fact', path, label: 'method', text: `${method.label} calls ${called}` }];
      const weight = isApplication && message === 'started' ? { severity: 'low' as const } : {};
      yield { message, data, at, identity: [message, method.label], ...weight };
    }
  },
});

interface Payload {
  readonly message: 'started' | 'provider' | 'keys' | 'memory' | 'carried' | 'veiled';
  readonly method: OwnMethod;
  readonly called: string;
}

/** At most one of each kind. */
function findings(behaviour: AssemblyBehaviour, bytes: Uint8Array): Payload[] {
  const found = [
    convention(behaviour),
    provider(behaviour),
    machineKeys(behaviour),
    machineCode(behaviour),
    carried(behaviour, bytes),
    veiled(behaviour),
  ];
  return found.filter((one): one is Payload => one !== null);
}

/** What comparing two objects, or describing one, never needs. */
const NEVER_COMPARED =
  /^(?:Process\.Start|HostingEnvironment\.RegisterVirtualPathProvider|HttpContext\.get_(?:Request|Response)|Page\.get_(?:Request|Response|Context)|HttpRequest\.\w+|HttpResponse\.\w+|Assembly\.Load(?:File|From| bytes)|CodeDomProvider\.CompileAssemblyFromSource|CSharpCodeProvider\.\.ctor|PowerShell\.Create|TcpClient\.\.ctor|HttpListener\.\.ctor)$/;
const NEVER_DESCRIBED =
  /^(?:Process\.Start|HostingEnvironment\.RegisterVirtualPathProvider|CodeDomProvider\.CompileAssemblyFromSource|CSharpCodeProvider\.\.ctor|PowerShell\.Create|TcpClient\.\.ctor|HttpListener\.\.ctor)$/;

function convention(behaviour: AssemblyBehaviour): Payload | null {
  const { members } = behaviour.assembly;
  for (const method of members.methods) {
    if (!method.isVirtual || method.isStatic) continue;
    const never =
      method.name === 'Equals'
        ? NEVER_COMPARED
        : /^(?:ToString|GetHashCode)$/.test(method.name)
          ? NEVER_DESCRIBED
          : null;
    if (never === null || members.signatureOf(method).parameters.some((type) => type !== 'object')) continue;
    const called = reached(behaviour, method).find((name) => never.test(name));
    if (called !== undefined) return { message: 'started', method, called };
  }
  return null;
}

/** Applications carry what their providers give as resources. */
const DECODES =
  /^(?:Convert\.FromBase64String|ICryptoTransform\.TransformFinalBlock|(?:GZip|Deflate|Crypto)Stream\.\.ctor)$/;
const PAGE = /<%@\s*(?:page|webhandler|webservice|control)\b|\brunat\s*=\s*["']?server/i;
/** What a page has to name to do something for whoever asks; parts of pages that a content management system puts together do not. */
const ACTS = /\b(?:request|process|eval|execute|assembly|activator|invoke|inputstream|context)\b/i;

function provider(behaviour: AssemblyBehaviour): Payload | null {
  const { members, methods } = behaviour.assembly;
  const registers = [...methods.values()].find(({ calls }) =>
    calls.some(({ name }) => /^RegisterVirtualPathProvider(?:Internal)?$/.test(name)),
  );
  if (registers === undefined) return null;
  const files = members.types.filter(({ bases }) => bases.some((base) => /\bVirtual(?:File|PathProvider)$/.test(base)));
  const own = [...methods.values()].filter((one) => files.includes(one.method.owner));
  const names = own.flatMap((one) => reached(behaviour, one.method));
  if (names.some((name) => /ManifestResource/.test(name))) return null;
  const { method } = registers;
  const called = names.find((name) => DECODES.test(name));
  if (called !== undefined) return { message: 'provider', method, called };
  const holdsPage =
    files.length > 0 && [...members.metadata.literals(3000, 4000)].some((text) => PAGE.test(text) && ACTS.test(text));
  return holdsPage ? { message: 'provider', method, called: 'a page in a literal' } : null;
}

function machineKeys(behaviour: AssemblyBehaviour): Payload | null {
  const { members, methods } = behaviour.assembly;
  for (const { method, calls } of methods.values()) {
    const key = calls.find(
      ({ type, name }) => shortName(type) === 'MachineKeySection' && /^get_(?:Validation|Decryption)Key$/.test(name),
    );
    if (key === undefined) continue;
    const names = calls.map(qualified);
    const shows = names.some((name) =>
      /^HttpResponse(?:Base)?\.(?:Write|BinaryWrite|AddHeader|AppendHeader)$/.test(name),
    );
    const reflects = names.some((name) => /^(?:MethodBase|MethodInfo)\.Invoke$|^Type\.InvokeMember$/.test(name));
    if (shows || reflects || hidesAccess(members.metadata.literals(3000, 60)))
      return { message: 'keys', method, called: `${qualified(key)}${shows ? ' and answers with it' : ''}` };
  }
  return keysByName(behaviour);
}

/** All of it by names: nothing then refers to the section, which whoever has the configuration reads does. */
function keysByName(behaviour: AssemblyBehaviour): Payload | null {
  if (!doesLittleElse(behaviour)) return null;
  const { members, methods } = behaviour.assembly;
  const named = new Set<string>();
  for (const literal of members.metadata.literals(3000, 80))
    named.add(/^(?:System\.Web\.Configuration\.)?(MachineKeySection)(?:,|$)/.exec(literal)?.[1] ?? literal);
  const key = ['ValidationKey', 'DecryptionKey', 'get_ValidationKey', 'get_DecryptionKey'].find((one) =>
    named.has(one),
  );
  if (key === undefined || !named.has('MachineKeySection') || !named.has('GetApplicationConfig')) return null;
  const reads = [...methods.values()].find(({ calls }) =>
    calls.map(qualified).some((name) => /^(?:MethodBase|MethodInfo)\.Invoke$|^Type\.InvokeMember$/.test(name)),
  );
  return reads === undefined ? null : { message: 'keys', method: reads.method, called: `${key} by its name` };
}

/** What IIS and ASP.NET, and the transport of Exchange, load by themselves and hand requests or mail to. */
const ROLE =
  /^System\.Web\.(?:IHttp\w+|HttpApplication|UI\.Page|Hosting\.VirtualPathProvider)$|\b(?:SmtpReceive|Routing|Delivery)Agent(?:Factory)?$/;
const LOADS = /^(?:Assembly\.Load bytes|AppDomain\.Load)$/;
const BRINGS =
  /^(?:Assembly\.GetManifestResourceStream|ResourceManager\.Get(?:Object|Stream)|Convert\.FromBase64(?:String|CharArray)|ICryptoTransform\.TransformFinalBlock)$/;
const PROGRAM = Buffer.from('This program cannot be run in DOS mode');

/**
 * A module, handler, page or agent of few methods that loads a second assembly out of its own resources or literals, where that cannot
 * be seen in the file. Bundlers answer the question for a missing library that way, and keep it as it is or packed.
 */
function carried({ assembly }: AssemblyBehaviour, bytes: Uint8Array): Payload | null {
  const { members, methods } = assembly;
  if (!doesLittleElse({ assembly }) || !members.types.some(({ bases }) => bases.some((base) => ROLE.test(base))))
    return null;
  const all = [...methods.values()];
  const names = new Set(all.flatMap(({ calls }) => calls.map(qualified)));
  if ([...names].some((name) => /\.add_(?:Assembly|Type|Resource)Resolve$/.test(name))) return null;
  const called = [...names].find((name) => BRINGS.test(name));
  const loads = all.find(({ calls }) => calls.some((member) => LOADS.test(qualified(member))));
  if (called === undefined || loads === undefined) return null;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.indexOf(PROGRAM) !== file.lastIndexOf(PROGRAM)) return null;
  return { message: 'carried', method: loads.method, called };
}

const REQUEST_DATA =
  /^HttpRequest(?:Base)?\.(?:get_(?:Item|Form|QueryString|Headers|Params|Cookies|InputStream)|BinaryRead)$/;
const CALLS_BY_NAME = /^(?:Type\.InvokeMember|Method(?:Base|Info)\.Invoke|Delegate\.DynamicInvoke)$/;
const MAKES_TEXT = /^(?:String|StringBuilder|Encoding|Convert|Array|Buffer|Char|Object)\./;

/** A method that reads the request and calls by a name, which one of the assembly's own methods makes of bytes or numbers. */
function veiled({ assembly }: AssemblyBehaviour): Payload | null {
  const { members, methods } = assembly;
  if (!doesLittleElse({ assembly }) || !members.types.some(({ bases }) => bases.some((base) => ROLE.test(base))))
    return null;
  for (const { method, calls, own } of methods.values()) {
    const names = calls.map(qualified);
    const called = names.find((name) => CALLS_BY_NAME.test(name));
    if (called === undefined || !names.some((name) => REQUEST_DATA.test(name))) continue;
    const decodes = own.some((row) => {
      const callee = methods.get(row);
      if (callee === undefined || callee.calls.length === 0) return false;
      const { returns, parameters } = members.signatureOf(callee.method);
      return (
        returns === 'string' &&
        parameters.some((type) => /^(?:s?byte|u?short|u?int|char|string)(?:\[\])?$/.test(type)) &&
        parameters.some((type) => type.endsWith('[]') || type === 'string') &&
        callee.calls.every((member) => MAKES_TEXT.test(qualified(member)))
      );
    });
    if (decodes) return { message: 'veiled', method, called };
  }
  return null;
}

function hidesAccess(literals: Iterable<string>): boolean {
  for (const literal of literals) if (/^GetApplicationConfig$/i.test(literal)) return true;
  return false;
}

/** Imported functions by which machine code is put into memory, and run there. */
function machineCode({ assembly: { methods } }: AssemblyBehaviour): Payload | null {
  let allocates: string | undefined;
  let runs: { method: OwnMethod; called: string } | undefined;
  let web = false;
  for (const { method, calls } of methods.values()) {
    for (const member of calls) {
      const name = member.own?.imported?.name || (member.own ? member.name : '');
      web ||= member.type.startsWith('System.Web.');
      if (/^(?:VirtualAlloc(?:Ex|2)?|NtAllocateVirtualMemory|HeapCreate|MapViewOfFile)$/i.test(name)) allocates = name;
      if (
        /^(?:CreateThread|CreateRemoteThread(?:Ex)?|NtCreateThreadEx|QueueUserAPC2?|EnumSystemLocalesA|CreateFiber)$/i.test(
          name,
        ) ||
        qualified(member) === 'Marshal.GetDelegateForFunctionPointer'
      )
        runs ??= { method, called: name || qualified(member) };
    }
  }
  if (allocates === undefined || runs === undefined || !web) return null;
  return { message: 'memory', method: runs.method, called: `${allocates}, ${runs.called}` };
}

function qualified({ type, name, signature }: Member): string {
  // The name of an assembly loads one that is there, bytes bring one.
  const bytes = type === 'System.Reflection.Assembly' && name === 'Load' && signature.parameters[0] === 'byte[]';
  return `${shortName(type)}.${name}${bytes ? ' bytes' : ''}`;
}

/** Members of other assemblies that a method calls, itself or through others of the assembly. */
function reached({ assembly: { methods } }: AssemblyBehaviour, from: OwnMethod): string[] {
  const names = new Set<string>();
  const seen = new Set([from.row]);
  let level = [from.row];
  for (let depth = 0; depth < MAXIMUM_DEPTH && level.length > 0 && seen.size < MAXIMUM_METHODS; depth++) {
    const next: number[] = [];
    for (const row of level) {
      for (const member of methods.get(row)?.calls ?? []) names.add(qualified(member));
      for (const callee of methods.get(row)?.own ?? []) {
        if (seen.has(callee)) continue;
        seen.add(callee);
        next.push(callee);
      }
    }
    level = next;
  }
  return [...names];
}
