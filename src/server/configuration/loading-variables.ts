import { isClaimedProfiler } from '../add-ons.js';

/** Variables by which .NET loads code that the program does not name. */
const LOADS_CODE =
  /^(?:COR_ENABLE_PROFILING|COR_PROFILER(?:_PATH(?:_\d\d)?)?|CORECLR_\w+|DOTNET_STARTUP_HOOKS|DOTNET_ADDITIONAL_DEPS|DOTNET_SHARED_STORE|APPDOMAIN_MANAGER_(?:ASM|TYPE)|COMPLUS_VERSION|ASPNETCORE_HOSTINGSTARTUPASSEMBLIES|NODE_OPTIONS|PHPRC|PHP_INI_SCAN_DIR|PYTHONSTARTUP|PYTHONPATH|PERL5OPT)$/i;

export function loadsCode(variable: string): boolean {
  return LOADS_CODE.test(variable);
}

/** Whether a variable switches a profiler on, names it or says where its file lies. */
export function isOfProfiler(variable: string): boolean {
  return /^COR(?:ECLR)?_(?:ENABLE_PROFILING|PROFILER(?:_PATH(?:_\w{1,10})?)?)$/i.test(variable);
}

/**
 * Whether variables load the profiler of a product that watches applications, out of a folder of programs: whoever can write there needs
 * no profiler. A class id alone proves nothing, since the path is what is loaded.
 */
export function isMonitoring(
  variables: readonly (readonly [name: string, value: string])[],
  isOfPrograms: (path: string) => boolean,
): boolean {
  const own = variables.filter(([name]) => isOfProfiler(name));
  const named = own.filter(([name]) => /_PROFILER$/i.test(name));
  const paths = own.filter(([name]) => /_PATH(?:_\w{1,10})?$/i.test(name));
  return (
    named.length > 0 &&
    paths.length > 0 &&
    named.every(([, value]) => isClaimedProfiler(value)) &&
    paths.every(([, value]) => isOfPrograms(value))
  );
}
