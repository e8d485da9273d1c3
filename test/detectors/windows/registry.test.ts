import authenticationPackage from '../../../src/detectors/windows/authentication-package.js';
import clrProfiler from '../../../src/detectors/windows/clr-profiler.js';
import runKey from '../../../src/detectors/windows/run-key.js';
import service from '../../../src/detectors/windows/service.js';
import { readRegistryExport } from '../../../src/formats/registry-export/registry-export.js';
import { testDetector } from '../../helpers/detector-tester.js';

const SERVICES = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services';
const SOFTWARE = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft';

/** A `.reg` file: key to its values. */
function registry(keys: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const lines = Object.entries(keys).flatMap(([key, values]) => [
    `[${key}]`,
    ...Object.entries(values).map(
      ([name, value]) => `"${name}"="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
    ),
  ]);
  return readRegistryExport(Buffer.from(`Windows Registry Editor Version 5.00\n${lines.join('\n')}\n`));
}

testDetector(service, {
  hits: [
    {
      name: 'programs, libraries and failure commands in places where none belong, a name like Exchange',
      input: registry({
        [`${SERVICES}\\MpKsl`]: { ImagePath: 'C:\\ProgramData\\Microsoft\\Windows\\MpKslDrv.sys' },
        [`${SERVICES}\\Updater`]: { ImagePath: 'C:\\Users\\Public\\u.exe', FailureCommand: 'C:\\f.exe' },
        [`${SERVICES}\\Helper\\Parameters`]: { ServiceDll: 'C:\\ProgramData\\h.dll' },
        [`${SERVICES}\\MSExchangeWebHelper`]: {
          ImagePath: 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\h.exe',
        },
      }),
      detections: [
        { message: 'driver', at: { line: 3 }, severity: 'high' },
        { message: 'command', at: { line: 5, label: `${SERVICES}\\Updater` }, severity: 'high' },
        { message: 'failure', at: { line: 6 }, severity: 'medium' },
        { message: 'library', at: { line: 8 }, severity: 'critical' },
        { message: 'lookalike', at: { line: 10 }, severity: 'medium' },
      ],
    },
  ],
  misses: [
    {
      name: 'other keys',
      input: registry({ 'HKEY_LOCAL_MACHINE\\SOFTWARE\\X': { ImagePath: 'C:\\Users\\Public\\u.exe' } }),
    },
    {
      name: 'services of Exchange and Windows, keys of performance counters',
      looksAlike: true,
      input: registry({
        [`${SERVICES}\\MSExchangeFrontEndTransport`]: {
          ImagePath: '"C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\MSExchangeFrontendTransport.exe"',
        },
        [`${SERVICES}\\MSExchange ActiveSync`]: { ImagePath: '' },
        [`${SERVICES}\\MpKsl0a1b2c3d`]: {
          ImagePath: '\\??\\C:\\ProgramData\\Microsoft\\Windows Defender\\Definition Updates\\{0A1B2C3D}\\MpKslDrv.sys',
        },
        [`${SERVICES}\\W3SVC\\Parameters`]: { ServiceDll: '%windir%\\system32\\inetsrv\\iisw3adm.dll' },
      }),
    },
  ],
});

testDetector(runKey, {
  hits: [
    {
      name: 'run keys, logon programs and debuggers',
      input: registry({
        [`${SOFTWARE}\\Windows\\CurrentVersion\\Run`]: { Updater: 'wscript.exe C:\\ProgramData\\u.vbs' },
        [`${SOFTWARE}\\Windows NT\\CurrentVersion\\Winlogon`]: {
          Userinit: 'C:\\Windows\\system32\\userinit.exe,C:\\x.exe',
          Shell: 'explorer.exe',
        },
        [`${SOFTWARE}\\Windows NT\\CurrentVersion\\Image File Execution Options\\sethc.exe`]: { Debugger: 'cmd.exe' },
      }),
      detections: [
        { message: 'run', at: { line: 3 }, severity: 'high' },
        { message: 'logon', at: { line: 5 }, severity: 'high' },
        { message: 'debugger', at: { line: 8 }, severity: 'critical' },
      ],
    },
  ],
  misses: [
    { name: 'an empty file', input: registry({}) },
    {
      name: 'what Windows and products have there',
      looksAlike: true,
      input: registry({
        [`${SOFTWARE}\\Windows\\CurrentVersion\\Run`]: {
          SecurityHealth: '%windir%\\system32\\SecurityHealthSystray.exe',
          Tools: '"C:\\Program Files\\Example\\tools.exe" -n',
        },
        [`${SOFTWARE}\\Windows NT\\CurrentVersion\\Winlogon`]: {
          Userinit: 'C:\\Windows\\system32\\userinit.exe,',
          Shell: 'explorer.exe',
        },
        [`${SOFTWARE}\\Windows NT\\CurrentVersion\\Image File Execution Options\\w3wp.exe`]: { GlobalFlag: '0' },
      }),
    },
  ],
});

testDetector(clrProfiler, {
  hits: [
    {
      name: 'a profiler for IIS, and a vendor as a posture',
      input: registry({
        [`${SERVICES}\\W3SVC`]: { Environment: 'COR_PROFILER_PATH=C:\\Windows\\Temp\\p.dll' },
        'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment': {
          COR_PROFILER_PATH_64: 'C:\\Program Files\\Example APM\\p.dll',
        },
      }),
      detections: [
        { message: 'loaded', at: { line: 3 }, severity: 'critical' },
        { message: 'loaded', at: { line: 5 }, severity: 'low', outcome: 'hygiene' },
      ],
    },
  ],
  misses: [
    { name: 'other variables', input: registry({ [`${SERVICES}\\W3SVC`]: { Environment: 'TEMP=C:\\Windows\\Temp' } }) },
    {
      name: 'profiling switched on without a profiler',
      looksAlike: true,
      input: registry({ [`${SERVICES}\\W3SVC`]: { Environment: 'COR_ENABLE_PROFILING=1' } }),
    },
  ],
});

testDetector(authenticationPackage, {
  hits: [
    {
      name: 'a foreign password filter',
      input: readRegistryExport(
        Buffer.from(
          'HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Control\\Lsa\n    Notification Packages    REG_MULTI_SZ    scecli\\0psgfilter\n',
        ),
      ),
      detections: [{ message: 'foreign', at: { line: 2 }, data: { package: 'psgfilter' } }],
    },
  ],
  misses: [
    { name: 'another key', input: registry({ 'HKEY_LOCAL_MACHINE\\X': { 'Notification Packages': 'psgfilter' } }) },
    {
      name: 'the packages of Windows',
      looksAlike: true,
      input: readRegistryExport(
        Buffer.from(
          'HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Control\\Lsa\n    Security Packages    REG_MULTI_SZ    kerberos\\0msv1_0\\0schannel\\0wdigest\\0tspkg\\0pku2u\n    Notification Packages    REG_MULTI_SZ    rassfm\\0scecli\n',
        ),
      ),
    },
  ],
});
