/** Variables by which .NET loads code that the program does not name. */
const LOADS_CODE =
  /^(?:COR_ENABLE_PROFILING|COR_PROFILER(?:_PATH(?:_\d\d)?)?|CORECLR_\w+|DOTNET_STARTUP_HOOKS|DOTNET_ADDITIONAL_DEPS|DOTNET_SHARED_STORE|APPDOMAIN_MANAGER_(?:ASM|TYPE)|COMPLUS_VERSION|ASPNETCORE_HOSTINGSTARTUPASSEMBLIES|NODE_OPTIONS|PHPRC|PHP_INI_SCAN_DIR|PYTHONSTARTUP|PYTHONPATH|PERL5OPT)$/i;

export function loadsCode(variable: string): boolean {
  return LOADS_CODE.test(variable);
}

/**
 * Class ids under which products that watch applications register their profilers of .NET. Sources: the vendors' own documentation of
 * manual installation (New Relic, Datadog, OpenTelemetry, Elastic APM, Dynatrace, AppDynamics, Application Insights).
 */
const PROFILERS: ReadonlySet<string> = new Set([
  '{71da0a04-7777-4ec6-9643-7d28b46a8a41}',
  '{36032161-ffc0-4b61-b559-f6c5d41bae5a}',
  '{846f5f1c-f9ae-4b07-969e-05c26bc060d8}',
  '{918728dd-259f-4a6a-ac2b-b85e1b658318}',
  '{fa65fe15-f085-4681-9b20-95e04f6c03cc}',
  '{b7038f67-52fc-4da2-ab02-969b3c1eda03}',
  '{39aeabc1-56a5-405f-b8e7-c3668490db4a}',
  '{57e1aa68-2229-41aa-9931-a6e93bbc64d8}',
  '{324f817a-7420-4e6d-b3c1-143fbed6d855}',
]);

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
    named.every(([, value]) => PROFILERS.has(value.toLowerCase())) &&
    paths.every(([, value]) => isOfPrograms(value))
  );
}
