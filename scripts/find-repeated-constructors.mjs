/**
 * Prints what `src/signatures/yara/repeated-constructors.ts` knows of the installed `@virustotal/yara-x`: its digest, and where its
 * exports call the module's constructors. `compiler_new` keeps its call. (WebAssembly Core Specification, 5.5: binary format of modules.)
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const module = readFileSync(new URL('../node_modules/@virustotal/yara-x/pkg/yara_x_js_bg.wasm', import.meta.url));
const [IMPORTS, EXPORTS, CODE] = [2, 7, 10];
const FUNCTION = 0;
/** An export that sets up its stack first calls the constructors within its first instructions. */
const PROLOGUE = 48;

let at = 8;

function number() {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = module[at++];
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
}

function text() {
  const length = number();
  at += length;
  return module.toString('utf8', at - length, at);
}

function limits() {
  const hasMaximum = (module[at++] & 1) === 1;
  number();
  if (hasMaximum) number();
}

/** Reads past the description of an import; true where it is a function. */
function isFunctionImport() {
  const kind = module[at++];
  if (kind === FUNCTION) number();
  else if (kind === 1) at++;
  if (kind === 1 || kind === 2) limits();
  if (kind === 3) at += 2;
  if (kind === 4) {
    at++;
    number();
  }
  return kind === FUNCTION;
}

let imported = 0;
const functionExports = new Map();
const bodies = [];
while (at < module.length) {
  const section = module[at++];
  const end = number() + at;
  const count = [IMPORTS, EXPORTS, CODE].includes(section) ? number() : 0;
  for (let entry = 0; entry < count; entry++) {
    if (section === IMPORTS) {
      text();
      text();
      if (isFunctionImport()) imported++;
    } else if (section === EXPORTS) {
      const name = text();
      const kind = module[at++];
      const index = number();
      if (kind === FUNCTION) functionExports.set(name, index);
    } else {
      const length = number();
      bodies.push({ start: at, end: at + length });
      at += length;
    }
  }
  at = end;
}

const bodyOf = (name) => bodies[functionExports.get(name) - imported];
const first = bodyOf('__externref_table_dealloc_command_export').start + 1;
const call = module.subarray(first, first + 3);
const offsets = new Set();
for (const name of functionExports.keys()) {
  const body = bodyOf(name);
  if (name === 'compiler_new' || body === undefined) continue;
  const offset = module.indexOf(call, body.start);
  if (offset !== -1 && offset < Math.min(body.start + PROLOGUE, body.end)) offsets.add(offset);
}
console.log(createHash('sha256').update(module).digest('hex'));
console.log([...call].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', '));
console.log([...offsets].sort((a, b) => a - b).join(', '));
